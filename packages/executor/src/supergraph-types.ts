import { buildASTSchema, isAbstractType, isInterfaceType, isObjectType, parse } from 'graphql';

/** Answers questions on types with the supergraph's knowledge, which sees more than the API schema. */
export function supergraphTypes(supergraphSdl: string): SupergraphTypes {
  const schema = buildASTSchema(parse(supergraphSdl, { noLocation: true }), { assumeValidSDL: true });
  return {
    isObject: (name) => isObjectType(schema.getType(name)),
    isSubtype(parentName, name) {
      if (parentName === name) return true;
      const parent = schema.getType(parentName);
      const type = schema.getType(name);
      return (
        isAbstractType(parent) &&
        (isObjectType(type) || isInterfaceType(type)) &&
        schema.isSubType(parent, type)
      );
    },
  };
}

export interface SupergraphTypes {
  readonly isObject: (name: string) => boolean;
  /** True also for a type and itself. */
  readonly isSubtype: (parent: string, name: string) => boolean;
}
