import type { ServerResponse } from 'node:http';

/** A page for people. Nothing runs in it, whatever the content is. */
export function sendPage(response: ServerResponse, status: number, content: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>Payment simulator</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c1b22; background: #faf9f7 }
      button { font: inherit; padding: .6rem 1.4rem; margin-right: .6rem }
      table { border-collapse: collapse; width: 100%; background: #fff } th, td { text-align: left; padding: .4rem .8rem; border: 1px solid #e3e0da }
      code { font-size: .9em }
    </style>
    ${content}</html>`);
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
