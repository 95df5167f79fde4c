// What a supergraph must hold up to before it is served: the operations that are registered.
import type { Candidate, OperationRequest } from '@bazaar/executor';
import type { Logger } from '@bazaar/kit';
import { GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import type { Partner } from '../identity/partners.ts';
import type { Manifest, PersistedOperation } from '../operations/manifest.ts';

/**
 * Validates every registered operation against a supergraph that may be served next, and hands them over to be planned
 * ahead of traffic. A supergraph that breaks an operation of a partner is refused, unless it is the first: then serving
 * the other operations is better than serving nothing. Our own front ends are released with the schema: what breaks for
 * them is only logged.
 */
export function createCandidateCheck(parts: CandidateCheckParts): CandidateCheck {
  const { logger } = parts;
  return async ({ schema, isFirst }) => {
    const usable: OperationRequest[] = [];
    const broken: BrokenOperation[] = [];
    for (const { operation, partner } of registered(parts)) {
      // A manifest may hold hundreds; requests go on in between.
      await new Promise(setImmediate);
      const { document, problem } = check(schema, operation);
      if (document !== undefined) usable.push({ document });
      else broken.push({ operation: operation.name, id: operation.id, partner, problem });
    }
    if (broken.length > 0)
      logger.warn({ broken }, 'the supergraph does not allow these registered operations');
    const ofPartners = broken.filter(({ partner }) => partner !== undefined);
    if (ofPartners.length > 0 && !isFirst) {
      const names = ofPartners.map(({ operation, partner }) => `${operation} of ${partner}`);
      throw new Error(`The supergraph would break operations of partners: ${names.join(', ')}`);
    }
    return usable;
  };
}

function registered({ partners, clientManifest }: CandidateCheckParts): readonly Registered[] {
  const ofPartners = partners().flatMap(({ id, manifest }) =>
    (manifest?.operations ?? []).map((operation) => ({ operation, partner: id })),
  );
  return [...ofPartners, ...clientManifest().operations.map((operation) => ({ operation }))];
}

function check(schema: Candidate['schema'], { body }: PersistedOperation): Checked {
  try {
    const document = parse(body, { noLocation: true });
    const [problem] = validate(schema, document, undefined, { maxErrors: 1 });
    return problem === undefined ? { document } : { problem: problem.message };
  } catch (error) {
    if (error instanceof GraphQLError) return { problem: error.message };
    throw error;
  }
}

type CandidateCheckParts = {
  partners: () => readonly Partner[];
  clientManifest: () => Manifest;
  logger: Logger;
};

/** Answers the operations to plan ahead of traffic; rejects to refuse the supergraph. */
export type CandidateCheck = (candidate: Candidate) => Promise<readonly OperationRequest[]>;

type Registered = { operation: PersistedOperation; partner?: string };

type BrokenOperation = { operation: string; id: string; partner?: string; problem?: string };

type Checked = { document: DocumentNode; problem?: undefined } | { document?: undefined; problem: string };
