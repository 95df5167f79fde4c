// What a gateway and a subgraph have in common; nothing of federation is loaded with it.
export {
  accessRuleOf,
  assertAccess,
  enforceAccessRules,
  forEachRuledField,
  type AccessRule,
} from './access-rules.ts';
export { serveApollo } from './apollo-http.ts';
export { createErrorFormatter } from './format-error.ts';
