export {
  accessRuleOf,
  assertAccess,
  enforceAccessRules,
  forEachRuledField,
  type AccessRule,
} from './access-rules.ts';
export { serveApollo } from './apollo-http.ts';
export { createErrorFormatter } from './format-error.ts';
export { scalars } from './scalars.ts';
export { buildSchema, loadTypeDefs } from './schema.ts';
export {
  createSubgraphService,
  type RequestContext,
  type SubgraphServiceOptions,
} from './subgraph-service.ts';
