// The GraphQL door: an id → the type that it names. Everything else about a thing is asked of its owner.
import type { Resolvers } from '../generated/graphql.ts';
import { node } from './Query/node.ts';

export const resolvers: Resolvers = { Query: { node } };
