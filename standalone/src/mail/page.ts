import { createHttpServer, sendJson, type HttpServer, type Logger } from '@bazaar/kit';
import type { Mail, MailSink } from './sink.ts';

/** The mails of a sink for people (`/`) and for scripts (`/api/mails`). */
export function createMailPage(
  sink: MailSink,
  options: { host: string; port: number; logger: Logger },
): HttpServer {
  return createHttpServer({
    ...options,
    routes: {
      'GET /': (_request, response) => {
        // Mails are shown in sandboxed frames: whatever is in them can run nothing.
        response.writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'",
        });
        response.end(page(sink.list()));
      },
      'GET /api/mails': (_request, response) => sendJson(response, 200, sink.list()),
    },
  });
}

function page(mails: readonly Mail[]): string {
  const list =
    mails.length === 0
      ? '<p class="none">No mail yet. Place an order and look again.</p>'
      : mails.map(article).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Bazaar mail</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c1b22; background: #faf9f7 }
  article { background: #fff; border: 1px solid #e3e0da; border-radius: 8px; margin: 1rem 0; padding: 1rem 1.25rem }
  h2 { font-size: 1.05rem; margin: 0 } .meta, .none { color: #6b6875; font-size: .9rem; margin: 0 0 .5rem }
  time { white-space: nowrap } iframe { width: 100%; height: 13rem; border: 0 } pre { white-space: pre-wrap; font: inherit }
</style>
<h1>Mail</h1>
${list}
</html>`;
}

function article(mail: Mail): string {
  const body =
    mail.html === null
      ? `<pre>${escape(mail.text)}</pre>`
      : `<iframe sandbox srcdoc="${escape(mail.html)}" title="${escape(mail.subject)}"></iframe>`;
  return `<article><h2>${escape(mail.subject)}</h2>
<p class="meta">to ${escape(mail.to.join(', '))} · <time>${mail.receivedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC</time></p>
${body}</article>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);
