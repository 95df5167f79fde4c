import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';

/**
 * The JSON text of a literal, or undefined when a variable could mean something else: the literal contains a
 * variable, or a custom scalar would see a number where it now sees the digits (`1.10`, `12345678901234567890`).
 */
export function literalToJson(value: ValueNode, type: GraphQLInputType): string | undefined {
  if (isNonNullType(type)) return literalToJson(value, type.ofType);
  if (value.kind === Kind.NULL) return 'null';
  if (value.kind === Kind.VARIABLE) return undefined;
  if (isListType(type)) {
    if (value.kind !== Kind.LIST) return literalToJson(value, type.ofType);
    const items = value.values.map((item) => literalToJson(item, type.ofType));
    return items.includes(undefined) ? undefined : `[${items.join()}]`;
  }
  if (isInputObjectType(type)) return value.kind === Kind.OBJECT ? objectToJson(value, type) : undefined;
  if (isEnumType(type)) return value.kind === Kind.ENUM ? JSON.stringify(value.value) : undefined;
  return scalarToJson(value, type.name);
}

function objectToJson(value: ObjectValueNode, type: GraphQLInputObjectType): string | undefined {
  const entries: string[] = [];
  for (const field of value.fields) {
    const fieldType = type.getFields()[field.name.value]?.type;
    const json = fieldType === undefined ? undefined : literalToJson(field.value, fieldType);
    if (json === undefined) return undefined;
    entries.push(`${JSON.stringify(field.name.value)}:${json}`);
  }
  return `{${entries.join()}}`;
}

function scalarToJson(value: ValueNode, scalar: string): string | undefined {
  if (value.kind === Kind.STRING) return JSON.stringify(value.value);
  if (value.kind === Kind.BOOLEAN) return String(value.value);
  if (value.kind === Kind.INT && scalar === 'ID') return JSON.stringify(value.value);
  const isNumber = value.kind === Kind.INT || value.kind === Kind.FLOAT;
  if (isNumber && (scalar === 'Int' || scalar === 'Float')) return JSON.stringify(Number(value.value));
  return undefined;
}
