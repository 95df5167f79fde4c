import {
  defaultFieldResolver,
  isObjectType,
  Kind,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { AppError } from '../errors.ts';
import { hasPermission, isSignedIn, type Identity } from '../identity.ts';

/** Who may read a field: everyone, or a signed-in principal with all of the permissions. */
export type AccessRule =
  { readonly public: true } | { readonly public: false; readonly permissions: readonly string[] };

/** The rule of a field: its own directive, else that of its type; undefined where neither says anything. */
export function accessRuleOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): AccessRule | undefined {
  return (
    ruleIn(field.astNode?.directives) ??
    ruleIn([type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []))
  );
}

/** Throws UNAUTHENTICATED or FORBIDDEN unless the rule lets the identity through. */
export function assertAccess(rule: AccessRule, identity: Identity): void {
  if (rule.public) return;
  if (!isSignedIn(identity)) throw new AppError('UNAUTHENTICATED');
  const missing = rule.permissions.filter((permission) => !hasPermission(identity, permission));
  if (missing.length > 0) {
    throw new AppError('FORBIDDEN', `This needs the permission ${missing.join(', ')}.`);
  }
}

/** Puts the rule of every field in front of its resolver. A field without a rule is closed: that is an error at start. */
export function enforceAccessRules(schema: GraphQLSchema): GraphQLSchema {
  const unruled: string[] = [];
  forEachRuledField(schema, (type, field, rule) => {
    if (!rule) unruled.push(`${type.name}.${field.name}`);
    else if (!rule.public) guard(field, rule);
  });
  if (unruled.length > 0) throw new Error(`fields without @auth or @public: ${unruled.join(', ')}`);
  return schema;
}

/** Every field of every object type that is ours (not introspection's, not federation's), with its rule. */
export function forEachRuledField(
  schema: GraphQLSchema,
  visit: (
    type: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    rule: AccessRule | undefined,
  ) => void,
): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.name.startsWith('_')) visit(type, field, accessRuleOf(type, field));
    }
  }
}

function guard(field: GraphQLField<unknown, unknown>, rule: AccessRule): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const subscribe = field.subscribe;
  field.resolve = (source, args, context, info) => {
    assertAccess(rule, (context as { identity: Identity }).identity);
    return resolve(source, args, context, info);
  };
  if (!subscribe) return;
  field.subscribe = (source, args, context, info) => {
    assertAccess(rule, (context as { identity: Identity }).identity);
    return subscribe(source, args, context, info);
  };
}

function ruleIn(directives: readonly ConstDirectiveNode[] | undefined): AccessRule | undefined {
  for (const directive of directives ?? []) {
    if (directive.name.value === 'public') return { public: true };
    if (directive.name.value !== 'auth') continue;
    const list = directive.arguments?.find((argument) => argument.name.value === 'permissions')?.value;
    const permissions =
      list?.kind === Kind.LIST
        ? list.values.flatMap((value) => (value.kind === Kind.STRING ? [value.value] : []))
        : [];
    return { public: false, permissions };
  }
  return undefined;
}
