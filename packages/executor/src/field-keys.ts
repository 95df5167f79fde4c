import {
  isInterfaceType,
  isObjectType,
  print,
  type ArgumentNode,
  type DirectiveNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/**
 * Gives each (field, arguments) of one operation the key that holds it in fetched data. A field that takes no
 * arguments keeps its name: it has one value, whoever asks for it.
 */
export function createFieldKeys(schema: GraphQLSchema): FieldKeys {
  const reserved = fieldNames(schema);
  const keys = new Map<string, string>();
  const nextKey = (name: string): string => {
    const key = `_${keys.size}_${name}`;
    return reserved.has(key) ? `_${key}` : key;
  };
  return {
    keyOf(field, args, directives) {
      // @NOTE a name such as "constructor" must not be read from an object's prototype.
      const isPlain = field.args.length === 0 && directives.length === 0 && !(field.name in Object.prototype);
      if (isPlain) return field.name;
      const signature = `${field.name}(${args.map(print).sort().join()})${directives.map(print).join()}`;
      const known = keys.get(signature);
      if (known !== undefined) return known;
      const key = nextKey(field.name);
      keys.set(signature, key);
      return key;
    },
  };
}

const namesBySchema = new WeakMap<GraphQLSchema, ReadonlySet<string>>();

function fieldNames(schema: GraphQLSchema): ReadonlySet<string> {
  const known = namesBySchema.get(schema);
  if (known !== undefined) return known;
  const composites = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) || isInterfaceType(type),
  );
  const names = new Set(composites.flatMap((type) => Object.keys(type.getFields())));
  namesBySchema.set(schema, names);
  return names;
}

export interface FieldKeys {
  keyOf(
    field: GraphQLField<unknown, unknown>,
    args: readonly ArgumentNode[],
    directives: readonly DirectiveNode[],
  ): string;
}
