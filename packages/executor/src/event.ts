import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import {
  getNamedType,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { compileSteps, type CompiledPlan, type CompiledRequest } from './compile.ts';
import type { ClientField, NormalisedOperation } from './normalise.ts';
import { planSteps } from './plan-steps.ts';
import { compilePath } from './positions.ts';
import type { EntityWriter } from './represent.ts';
import { bodyStart } from './request-body.ts';
import { compileRewrites } from './rewrites.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/**
 * Compiles what has to be fetched for one event of a subscription. The stream itself comes from elsewhere and says
 * which entity an event is about; the subgraph that declares the subscription is asked for that entity, and the rest
 * follows as in a query.
 */
export function compileEvent(
  plan: QueryPlan,
  { selections }: NormalisedOperation,
  rootType: GraphQLObjectType,
  types: SupergraphTypes,
): CompiledPlan {
  const root = selections.find((selection): selection is ClientField => selection.kind === 'field');
  if (plan.node?.kind !== 'Subscription' || root === undefined)
    throw new Error('Not the plan of a subscription');
  const typeName = getNamedType(rootType.getFields()[root.name]!.type).name;
  const first = compilePrimary(plan.node.primary, root.key, typeName, types);
  const rest = compileSteps(planSteps(plan.node.rest), types);
  const requests = rest.map((request) => ({
    ...request,
    after: [0, ...request.after.map((index) => index + 1)],
  }));
  return { eventKey: root.key, requests: [first, ...requests] };
}

// The subscription's own selection, asked of its subgraph as an entity.
function compilePrimary(
  primary: FetchNode,
  rootKey: string,
  typeName: string,
  types: SupergraphTypes,
): CompiledRequest {
  const [operation] = parse(primary.operation, { noLocation: true }).definitions;
  const field =
    operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || field?.kind !== Kind.FIELD) {
    throw new Error('The primary fetch of a subscription has one field');
  }
  const variables = variablesUsed(field);
  const query = entityQuery(operation, field, typeName, variables);
  const rewrites = primary.outputRewrites?.map((rewrite) => ({ ...rewrite, path: rewrite.path.slice(1) }));
  return {
    kind: 'entities',
    rootKeys: [],
    subgraph: primary.serviceName,
    isMutation: false,
    after: [],
    query,
    bodyStart: bodyStart(query, primary.operationName),
    variables: [...variables],
    rewriteOutput: undefined,
    entities: [
      {
        responseKey: '_entities',
        variable: 'representations',
        rewriteOutput: compileRewrites(rewrites, types),
        members: [
          {
            path: compilePath([{ key: rootKey, types: undefined }], new Set(), types),
            represent: () => wholeObject,
          },
        ],
      },
    ],
  };
}

// The entity that an event is about came as a representation.
const wholeObject: EntityWriter = { onlyKey: undefined, write: (entity) => JSON.stringify(entity) };

function entityQuery(
  operation: OperationDefinitionNode,
  field: FieldNode,
  typeName: string,
  variables: ReadonlySet<string>,
): string {
  const definitions = operation.variableDefinitions?.filter(({ variable }) =>
    variables.has(variable.name.value),
  );
  const declared = ['$representations: [_Any!]!', ...(definitions ?? []).map(print)].join(', ');
  const selection = field.selectionSet === undefined ? '{ __typename }' : print(field.selectionSet);
  const name = operation.name?.value ?? '';
  return stripIgnoredCharacters(
    `query ${name}(${declared}) { _entities(representations: $representations) { ... on ${typeName} ${selection} } }`,
  );
}

function variablesUsed({ selectionSet }: FieldNode): ReadonlySet<string> {
  const names = new Set<string>();
  if (selectionSet !== undefined) visit(selectionSet, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
