// What an operation may be before any of it is fetched: who may read its fields, and how large it may get.
// The subgraphs check access again, per object; here the hopeless is stopped at the door.
import { forEachRuledField, type AccessRule } from '@bazaar/kit/graphql-http';
import {
  buildASTSchema,
  getNamedType,
  isInterfaceType,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldDefinitionOf, fragmentsOf, isLiterallySkipped, rootTypeOf } from '../selections.ts';

/** The rule of each `Type.field`. Fields of a supergraph without our directives have none and are the subgraphs' affair. */
export type AccessRules = ReadonlyMap<string, AccessRule>;

/** Reads `@auth` and `@public` from a supergraph. */
export function readAccessRules(supergraphSdl: string): AccessRules {
  const schema = buildASTSchema(parse(supergraphSdl, { noLocation: true }), {
    assumeValid: true,
    assumeValidSDL: true,
  });
  const rules = new Map<string, AccessRule>();
  forEachRuledField(schema, (type, field, rule) => {
    if (rule) rules.set(`${type.name}.${field.name}`, rule);
  });
  return rules;
}

/**
 * Everything that the fields of an operation ask for, as one rule. A field that is selected on an interface asks for
 * what it asks for on every type that it may stand for; whatever it asks for on some of them only depends on the object
 * and is decided by its subgraph. `@skip(if: true)` is believed, a variable is not.
 */
export function requiredAccess(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  rules: AccessRules,
): AccessRule {
  const permissions = new Set<string>();
  const visited = new Set<string>();
  let isPublic = true;
  const fragments = fragmentsOf(document);

  function visit(selectionSet: SelectionSetNode, type: GraphQLNamedType): void {
    for (const selection of selectionSet.selections) {
      if (isLiterallySkipped(selection)) continue;
      if (selection.kind === Kind.FIELD) visitField(selection, type);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, typeNamed(selection.typeCondition?.name.value) ?? type);
      } else visitFragment(selection.name.value);
    }
  }

  function visitField(node: FieldNode, type: GraphQLNamedType): void {
    const types = isInterfaceType(type) ? schema.getPossibleTypes(type) : [type];
    const asked = commonTo(types.map(({ name }) => rules.get(`${name}.${node.name.value}`)));
    if (asked) {
      isPublic = false;
      for (const permission of asked) permissions.add(permission);
    }
    const field = fieldDefinitionOf(type, node);
    if (field && node.selectionSet) visit(node.selectionSet, getNamedType(field.type));
  }

  function visitFragment(name: string): void {
    const fragment = fragments.get(name);
    if (!fragment || visited.has(name)) return;
    visited.add(name);
    const type = typeNamed(fragment.typeCondition.name.value);
    if (type) visit(fragment.selectionSet, type);
  }

  const typeNamed = (name: string | undefined) => (name === undefined ? undefined : schema.getType(name));
  const root = rootTypeOf(schema, operation);
  if (root) visit(operation.selectionSet, root);
  return isPublic ? { public: true } : { public: false, permissions: [...permissions] };
}

/** The permissions that all of some rules ask for; undefined if one of them is open to everyone. */
function commonTo(rules: readonly (AccessRule | undefined)[]): readonly string[] | undefined {
  const closed = rules.flatMap((rule) => (rule && !rule.public ? [rule.permissions] : []));
  const [first] = closed;
  if (first === undefined || closed.length < rules.length) return undefined;
  return first.filter((permission) => closed.every((permissions) => permissions.includes(permission)));
}
