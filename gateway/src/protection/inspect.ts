import type { Identity } from '@bazaar/kit';
import { assertAccess, type AccessRule } from '@bazaar/kit/graphql-http';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { LimitConfig } from '../config.ts';
import type { OperationCheck } from '../operations/operation-plugin.ts';
import { refusal, toRefusal, type EdgeErrorCode } from '../errors.ts';
import type { Generation, Generations } from '../supergraph/generations.ts';
import { requiredAccess } from './access.ts';
import { compileNodeEstimate, type NodeEstimate } from './estimate-nodes.ts';
import { measure, type Size } from './measure.ts';

/**
 * Checks a validated operation against the limits and the access rules of its schema; throws a refusal. What does not
 * depend on the request is found out once per document.
 */
export function createInspection(limits: LimitConfig): Inspect {
  const inspected = new WeakMap<OperationDefinitionNode, { generation: Generation; findings: Findings }>();
  return ({ generation, document, operation, variables, identity }) => {
    let known = inspected.get(operation);
    if (known?.generation !== generation) {
      known = { generation, findings: findingsOf(generation, document, operation) };
      inspected.set(operation, known);
    }
    const { size, access, estimateNodes } = known.findings;
    checkSize(size, limits);
    const nodes = estimateNodes(variables);
    if (nodes > limits.nodesMax) refuse('NODE_LIMIT_EXCEEDED', limits.nodesMax, nodes);
    try {
      assertAccess(access, identity);
    } catch (error) {
      throw toRefusal(error) ?? error;
    }
  };
}

/** The same check for operations that Apollo Server runs. */
export function createInspectionCheck(inspect: Inspect, generations: Generations): OperationCheck {
  return ({ schema, document, operation, request, contextValue }) => {
    // Without an operation nothing is executed; Apollo Server says so.
    if (!operation) return;
    const generation = generations.of(schema);
    const { identity } = contextValue.viewer;
    inspect({ generation, document, operation, variables: request.variables ?? {}, identity });
  };
}

const findingsOf = (
  { schema, accessRules }: Generation,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Findings => ({
  size: measure(document, operation),
  access: requiredAccess(schema, document, operation, accessRules),
  estimateNodes: compileNodeEstimate(schema, document, operation),
});

function checkSize(size: Size, limits: LimitConfig): void {
  if (size.depth > limits.depthMax) refuse('DEPTH_LIMIT_EXCEEDED', limits.depthMax, size.depth);
  if (size.aliases > limits.aliasesMax) refuse('ALIAS_LIMIT_EXCEEDED', limits.aliasesMax, size.aliases);
  if (size.rootFields > limits.rootFieldsMax) {
    refuse('ROOT_FIELD_LIMIT_EXCEEDED', limits.rootFieldsMax, size.rootFields);
  }
  if (size.directives > limits.directivesMax) {
    refuse('DIRECTIVE_LIMIT_EXCEEDED', limits.directivesMax, size.directives);
  }
}

function refuse(code: EdgeErrorCode, limit: number, actual: number): never {
  throw refusal(code, undefined, { limit, actual });
}

type Findings = { size: Size; access: AccessRule; estimateNodes: NodeEstimate };

export type Inspect = (subject: {
  generation: Generation;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
  identity: Identity;
}) => void;
