// The end of the scale: `node:http` answers with bytes that were prepared, and asks nobody.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

const recording = JSON.parse(readFileSync(process.argv[3]!, 'utf8')) as Record<string, { answer: unknown }>;
const answers = new Map(
  Object.entries(recording).map(([query, { answer }]) => [query, Buffer.from(JSON.stringify(answer))]),
);
// The first request says which answer it is; from then on bodies are not looked at, only read to their end.
let prepared: Buffer | undefined;

const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => {
    prepared ??= answers.get((JSON.parse(chunk.toString()) as { query: string }).query);
  });
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': prepared!.length });
    response.end(prepared);
  });
});
server.listen(0, '127.0.0.1', () => console.log(`ready ${(server.address() as AddressInfo).port}`));
