import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ceType, contracts, findContract, producersOf, topics } from './index.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures');

describe('event contracts', () => {
  // A fixture is what once was sent: it stays as it is for as long as its version is accepted.
  it.each(readdirSync(fixtures))('still read what was sent as %s', (file) => {
    const payload: unknown = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
    const contract = findContract(`commerce.${file.replace(/\.json$/, '')}`);
    expect(contract).toBeDefined();
    expect(contract!.schema.parse(payload)).toEqual(payload);
  });

  it('all have a fixture', () => {
    const files = new Set(readdirSync(fixtures));
    const missing = contracts.filter((contract) => !files.has(`${contract.type}.v${contract.version}.json`));
    expect(missing.map(ceType)).toEqual([]);
  });

  it('ignore fields that they do not know', () => {
    for (const contract of contracts) {
      const file = join(fixtures, `${contract.type}.v${contract.version}.json`);
      const payload = JSON.parse(readFileSync(file, 'utf8')) as object;
      expect(contract.schema.safeParse({ ...payload, addedLater: true }).success).toBe(true);
    }
  });

  it('have one type each and a topic that exists', () => {
    expect(new Set(contracts.map(ceType)).size).toBe(contracts.length);
    const known = new Set<string>(Object.values(topics));
    expect(contracts.filter((contract) => !known.has(contract.topic))).toEqual([]);
  });

  it('are said by the service of their domain, commands by those that they name', () => {
    const isAboutItself = contracts.filter(
      (contract) =>
        contract.kind === 'command' && producersOf(contract).includes(contract.type.split('.')[0]!),
    );
    expect(isAboutItself.map(ceType)).toEqual([]);
    const isBorrowed = contracts.filter((contract) => contract.kind !== 'command' && contract.producers);
    expect(isBorrowed.map(ceType)).toEqual([]);
  });

  it('share one topic among the events of an aggregate type, so that their order holds', () => {
    const events = contracts.filter((contract) => contract.kind === 'event');
    for (const [, own] of Map.groupBy(events, (contract) => contract.aggregateType)) {
      expect(new Set(own.map((contract) => contract.topic)).size).toBe(1);
    }
  });
});
