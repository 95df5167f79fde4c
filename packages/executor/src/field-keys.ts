import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  print,
  type DirectiveNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { RequiredFields } from './required-fields.ts';

/**
 * Gives each field of one operation, with its arguments, the key that holds it in fetched data. A field that takes no
 * arguments keeps its name: it has one value, whoever asks for it.
 */
export function createFieldKeys(schema: GraphQLSchema, required: RequiredFields): FieldKeys {
  const reserved = fieldNames(schema);
  const keys = new Map<string, string>();
  const nextKey = (name: string): string => {
    const key = `_${keys.size}_${name}`;
    return reserved.has(key) ? `_${key}` : key;
  };
  return {
    keyOf(field, { alias, arguments: args = [] }, directives, isMutation) {
      // Two aliases of one object are two objects: an error that turns one of them to null spares the other.
      // And two aliases of one mutation are two mutations.
      const isOwn = isMutation || isCompositeType(getNamedType(field.type));
      const ownAlias = isOwn && alias?.value !== field.name ? alias?.value : undefined;
      const isPlain = field.args.length === 0 && directives.length === 0 && ownAlias === undefined;
      // Neither may a client's part of an object fail those who need another part of it. And what is required with arguments
      // that this client can't give is another value.
      const isRequired =
        required.withArguments.has(field.name) ||
        (required.objects.has(field.name) && isCompositeType(getNamedType(field.type)));
      // @NOTE a name such as "constructor" must not be read from an object's prototype.
      if (isPlain && !isRequired && !(field.name in Object.prototype)) return field.name;
      const printed = [...args.map(print).sort(), ...directives.map(print)].join();
      const signature = `${ownAlias ?? ''}:${field.name}(${printed})`;
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
    node: FieldNode,
    directives: readonly DirectiveNode[],
    isMutation: boolean,
  ): string;
}
