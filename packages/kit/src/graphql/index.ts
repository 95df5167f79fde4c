export * from './http.ts';
export { scalars } from './scalars.ts';
export { buildSchema, loadTypeDefs } from './schema.ts';
export {
  createSubgraphService,
  type RequestContext,
  type SubgraphServiceOptions,
} from './subgraph-service.ts';
