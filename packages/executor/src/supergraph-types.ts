import { isAbstractType, isEnumType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** Answers questions on types with the supergraph's knowledge, which sees more than the API schema. */
export function supergraphTypes(schema: GraphQLSchema): SupergraphTypes {
  return {
    isObject: (name) => isObjectType(schema.getType(name)),
    isEnumValue(enumName, value) {
      const type = schema.getType(enumName);
      return isEnumType(type) && typeof value === 'string' && type.getValue(value) != null;
    },
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
  readonly isEnumValue: (enumName: string, value: unknown) => boolean;
  /** True also for a type and itself. */
  readonly isSubtype: (parent: string, name: string) => boolean;
}
