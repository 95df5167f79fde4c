import {
  isCompositeType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';

/** All types that a document selects on and all fields that it selects there, whatever `@skip` will say. */
export function touchedFields(schema: GraphQLSchema, document: DocumentNode): Touched {
  const types = new Set<GraphQLCompositeType>();
  const fields = new Map<string, FieldOfSelection>();
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      SelectionSet: () => {
        const type = typeInfo.getParentType();
        if (isCompositeType(type)) types.add(type);
      },
      Field: (node) => {
        const type = typeInfo.getParentType();
        if (type != null) fields.set(`${type.name}.${node.name.value}`, { type, name: node.name.value });
      },
    }),
  );
  return { types: [...types], fields: [...fields.values()] };
}

export interface Touched {
  readonly types: readonly GraphQLCompositeType[];
  readonly fields: readonly FieldOfSelection[];
}

export interface FieldOfSelection {
  readonly type: GraphQLCompositeType;
  readonly name: string;
}
