import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { startTestGateway } from './support/gateway.ts';
import { connect } from './support/socket.ts';

describe('a client that leaves', () => {
  it.each(['http', 'socket'])(
    'ends the calls of its query, not those of its mutation: %s',
    async (transport) => {
      const calls: { body: string; response: ServerResponse }[] = [];
      const hanging = createServer((request, response) => {
        void text(request).then((body) => calls.push({ body, response }));
      });
      await once(hanging.listen(0, '127.0.0.1'), 'listening');
      const { port } = hanging.address() as AddressInfo;
      const order = `http://127.0.0.1:${port}/graphql`;
      const gateway = await startTestGateway({ config: { subgraphUrls: { order } } });
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${await gateway.issuer.token()}`,
      };
      const client = new AbortController();
      const socket = connect(gateway.socketUrl, { authorization: headers.authorization });
      const ask = (query: string) => {
        if (transport === 'socket') return void socket.subscribe({ query });
        const body = JSON.stringify({ query });
        fetch(gateway.graphqlUrl, { method: 'POST', headers, body, signal: client.signal }).catch(
          () => undefined,
        );
      };
      ask('query Left { whoami }');
      ask('mutation Kept { orderRename(id: "1", note: "n") { id } }');
      await eventually(() => expect(calls).toHaveLength(2));
      client.abort();
      await socket.dispose();
      const callOf = (name: string) => calls.find(({ body }) => body.includes(name))!.response;
      await eventually(() => expect(callOf('Left').destroyed).toBe(true));
      callOf('Kept').setHeader('content-type', 'application/json');
      callOf('Kept').end('{"data":{"orderRename":{"id":"1"}}}');
      const lineOf = (operation: string) => gateway.lines.find((line) => line['operation'] === operation);
      await eventually(() => expect(lineOf('Kept')).toBeDefined());
      expect(lineOf('Kept')).not.toHaveProperty('codes');
      expect(lineOf('Left')).toMatchObject({ codes: ['REQUEST_ABORTED'] });
      expect(gateway.lines.filter(({ msg }) => msg.includes('failed'))).toEqual([]);
      await gateway.stop();
      hanging.closeAllConnections();
      hanging.close();
    },
  );
});
