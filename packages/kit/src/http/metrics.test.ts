import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createMetricsHandler, type Metric, type MetricSource } from './metrics.ts';

describe('/metrics', () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  async function scrape(...sources: MetricSource[]): Promise<string> {
    const handler = createMetricsHandler(sources);
    const server = createServer((request, response) => void handler(request, response));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`);
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    return answer.text();
  }
  const lag = (group: string, value: number): Metric => ({
    ...{ name: 'lag', type: 'gauge', help: 'What is left.' },
    samples: [{ labels: { group, partition: 3 }, value }],
  });

  it('says each name once, with the samples of all that know it', async () => {
    const plain: Metric = {
      name: 'published_total',
      type: 'counter',
      help: 'So far.',
      samples: [{ value: 7 }],
    };
    const text = await scrape(
      async () => [lag('a', 1), plain],
      async () => [lag('b', 2)],
    );
    expect(text).toBe(
      [
        '# HELP lag What is left.',
        '# TYPE lag gauge',
        'lag{group="a",partition="3"} 1',
        'lag{group="b",partition="3"} 2',
        '# HELP published_total So far.',
        '# TYPE published_total counter',
        'published_total 7',
        '',
      ].join('\n'),
    );
  });

  it('escapes labels, and leaves out what cannot be told', async () => {
    const text = await scrape(
      async () => [lag('a "quoted" \\ \n name', 1)],
      () => Promise.reject(new Error('the broker is away')),
    );
    expect(text).toContain('lag{group="a \\"quoted\\" \\\\ \\n name",partition="3"} 1\n');
    expect(text.split('\n')).toHaveLength(4);
  });
});
