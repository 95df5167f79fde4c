// Pages for people: where they can try the API. Nothing here is loaded before somebody asks for it.
import { createReadStream } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sendJson, type HttpHandler } from '@bazaar/kit';
import { landingPage } from './landing-page.ts';

const staticPath = '/explorer/static/';
const staticFolder = join(dirname(fileURLToPath(import.meta.resolve('ruru/server'))), '..', 'static');

/** The landing page, and GraphiQL (as Ruru packs it) from our own port, for machines without the internet. `defaultQuery` greets who comes first. */
export function createExplorer(options: { defaultQuery?: string }): {
  routes: Record<string, HttpHandler>;
  fallback: HttpHandler;
} {
  return {
    routes: {
      'GET /': (_request, response) => {
        const { html, policy } = landingPage();
        response.setHeader('content-security-policy', policy);
        response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
      },
      'GET /explorer': async (_request, response) => {
        const { ruruHTML } = await import('ruru/server');
        response.setHeader(
          'content-security-policy',
          "default-src 'self' data: blob: ws: wss:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:",
        );
        response.setHeader('content-type', 'text/html; charset=utf-8').end(
          ruruHTML({
            endpoint: '/graphql',
            staticPath,
            clientConfig: { defaultQuery: options.defaultQuery },
          }),
        );
      },
    },
    fallback: (request, response) => {
      const path = (request.url ?? '').split('?', 1)[0]!;
      const type = contentTypes[extname(path)];
      // Only the name is believed, so that no path leads out of the folder.
      if (request.method !== 'GET' || !path.startsWith(staticPath) || type === undefined) {
        return sendJson(response, 404, { error: 'There is nothing here.' });
      }
      const file = createReadStream(join(staticFolder, basename(path)));
      file.once('error', () => sendJson(response, 404, { error: 'There is nothing here.' }));
      file.once('open', () => {
        response.writeHead(200, { 'content-type': type, 'cache-control': 'public, max-age=3600' });
        file.pipe(response);
      });
    },
  };
}

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.map': 'application/json',
};
