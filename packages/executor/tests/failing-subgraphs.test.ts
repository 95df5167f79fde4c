import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createExecutor, SubgraphCallError, type Executor } from '../src/index.ts';
import { faultQuery, faults, problemIn, startFaulty, type Fault, type FaultySubgraphs } from './faults.ts';

const document = parse(faultQuery);
let subgraphs: FaultySubgraphs;
let executor: Executor<object>;
let reasons: Set<string>;

beforeEach(async () => {
  reasons = new Set();
  subgraphs = await startFaulty();
  executor = await createExecutor<object>({
    supergraphSdl: subgraphs.supergraphSdl,
    planning: 'inline',
    http: { timeoutMs: 5_000, openMs: 100, openMsMax: 200 },
    onFailure: (_, cause) => reasons.add(cause instanceof SubgraphCallError ? cause.reason : String(cause)),
  });
});

afterEach(async () => {
  subgraphs.stop();
  await executor.close();
});

async function ask(): Promise<string> {
  const { dataText, errors } = await executor.execute({ document, context: {} });
  return `{"data":${dataText}${errors === undefined ? '' : `,"errors":${JSON.stringify(errors)}`}}`;
}

/** What is wrong with the answers of 20 clients, of which each asks again as soon as it has its answer. */
async function problemsUntil(isEnough: () => boolean, fault: Fault | undefined): Promise<readonly string[]> {
  const problems: string[] = [];
  const client = async (): Promise<void> => {
    do {
      const problem = problemIn(await ask(), fault);
      if (problem !== undefined) problems.push(problem);
    } while (!isEnough());
  };
  await Promise.all(Array.from({ length: 20 }, client));
  return problems;
}

describe('a subgraph that fails under load', () => {
  it.each(Object.entries(faults))(
    'costs its own fields and one error each time it %s, and is served again afterwards',
    async (_name, fault) => {
      subgraphs.state.fault = fault;
      let answers = 0;
      // The breaker opens for calls that fail; an answer that is only partly wrong is not its affair.
      const isEnough = (): boolean => (fault.isCallFailure ? reasons.has('circuit-open') : ++answers > 100);
      expect(await problemsUntil(isEnough, fault)).toEqual([]);
      if (fault.isCallFailure) {
        const calls = subgraphs.state.calls;
        await ask();
        expect(subgraphs.state.calls - calls).toBeLessThanOrEqual(1);
      }
      subgraphs.state.fault = undefined;
      while (problemIn(await ask(), undefined) !== undefined) await new Promise(setImmediate);
      expect(await problemsUntil(() => true, undefined)).toEqual([]);
    },
  );
});
