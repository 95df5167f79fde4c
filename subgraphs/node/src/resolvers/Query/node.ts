import { entityTypeOf } from '@bazaar/kit';
import { isObjectType } from 'graphql';
import type { QueryResolvers, ResolversParentTypes } from '../../generated/graphql.ts';

/** The schema is the list of what can be looked up: an id of any other type (a session's, say) names nothing here. */
export const node: QueryResolvers['node'] = (_parent, { id }, _context, { schema, returnType }) => {
  const type = schema.getType(entityTypeOf(id) ?? '');
  const isNode = isObjectType(type) && type.getInterfaces().some((each) => each === returnType);
  return isNode ? { __typename: type.name as NodeName, id } : null;
};

type NodeName = NonNullable<ResolversParentTypes['Node']['__typename']>;
