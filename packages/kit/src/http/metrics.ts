import type { HttpHandler } from './server.ts';

/** One measure with its samples; names end in their unit (`_seconds`, `_total`). */
export type Metric = {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly samples: readonly MetricSample[];
};
export type MetricSample = {
  readonly labels?: Readonly<Record<string, string | number>>;
  readonly value: number;
};

/** Answers what is true now; it is asked once a scrape. */
export type MetricSource = () => Promise<readonly Metric[]>;

const sourceTimeoutMs = 2_000;

/** `/metrics` in Prometheus' text format. A source that cannot answer (its broker is away) is left out. */
export function createMetricsHandler(sources: readonly MetricSource[]): HttpHandler {
  return async (_request, response) => {
    const found = (await Promise.all(sources.map(ask))).flat();
    const metrics = [...Map.groupBy(found, (metric) => metric.name).values()].map(merged);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(metrics.map(textOf).join(''));
  };
}

async function ask(source: MetricSource): Promise<readonly Metric[]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<readonly Metric[]>((resolve) => {
    timer = setTimeout(() => resolve([]), sourceTimeoutMs);
  });
  try {
    return await Promise.race([source(), timeout]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** Several consumers say the same of themselves, and a name may stand in the text once. */
const merged = (same: readonly Metric[]): Metric => ({
  ...same[0]!,
  samples: same.flatMap(({ samples }) => samples),
});

function textOf({ name, help, type, samples }: Metric): string {
  const lines = samples.map(({ labels = {}, value }) => `${name}${labelsOf(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsOf(labels: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escape = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
