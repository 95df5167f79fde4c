// Federation calls root types Query, Mutation and Subscription, and the planner's library finds them by these names. Other
// composers keep the names that they were given.
import {
  Kind,
  parse,
  print,
  visit,
  type ArgumentNode,
  type ASTNode,
  type DocumentNode,
  type OperationTypeDefinitionNode,
} from 'graphql';
import { noSupergraph } from '../../errors.ts';

/** The supergraph with the usual names for the planner, and the way from and to its own. */
export function withUsualRoots(supergraph: DocumentNode): UsualRoots {
  const roots = supergraph.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.operationTypes ?? [])
      : [],
  );
  const usual = new Map(roots.flatMap((root) => (isUsual(root) ? [] : [[ownName(root), usualName(root)]])));
  if (usual.size === 0) return { document: supergraph, toUsual: same, restore: same };
  const declared = new Set(supergraph.definitions.map((node) => 'name' in node && node.name?.value));
  for (const [name, planned] of usual)
    if (declared.has(planned)) throw noSupergraph(`its root type is ${name}, and ${planned} is another type`);
  const own = new Map([...usual].map(([name, planned]) => [planned, name]));
  return {
    document: rename(supergraph, usual),
    toUsual: (operation) => print(rename(parse(operation, { noLocation: true }), usual)),
    restore(apiSchemaSdl) {
      const { definitions } = rename(parse(apiSchemaSdl, { noLocation: true }), own);
      // Nobody has to name roots that have the usual names.
      const others = definitions.filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION);
      const description = supergraph.definitions.find(
        (node) => node.kind === Kind.SCHEMA_DEFINITION,
      )?.description;
      const schema = {
        kind: Kind.SCHEMA_DEFINITION,
        operationTypes: roots,
        ...(description && { description }),
      } as const;
      return print({ kind: Kind.DOCUMENT, definitions: [schema, ...others] });
    },
  };
}

const same = <Text>(text: Text): Text => text;

const ownName = ({ type }: OperationTypeDefinitionNode): string => type.name.value;

function usualName({ operation }: OperationTypeDefinitionNode): string {
  return operation.charAt(0).toUpperCase() + operation.slice(1);
}

function isUsual(root: OperationTypeDefinitionNode): boolean {
  return ownName(root) === usualName(root);
}

/** Gives types other names wherever they are named: where they are declared, and where they are used. */
function rename<Node extends ASTNode>(root: Node, names: ReadonlyMap<string, string>): Node {
  const renamed = <Named extends { readonly name: { readonly value: string } }>(node: Named) => {
    const value = names.get(node.name.value);
    return value === undefined ? undefined : { ...node, name: { ...node.name, value } };
  };
  // A visitor's edits keep the kind of what is visited.
  return visit(root, {
    NamedType: (node) => renamed(node),
    ObjectTypeDefinition: { leave: (node) => renamed(node) },
    ObjectTypeExtension: { leave: (node) => renamed(node) },
    Directive: ({ name, arguments: given = [], ...node }) => {
      const naming = namingTypes.get(name.value);
      if (naming === undefined) return undefined;
      return {
        ...node,
        name,
        arguments: given.map((one) => (one.name.value === naming ? inText(one, names) : one)),
      };
    },
  });
}

// The arguments whose text is a type, as `[Query!]`.
const namingTypes: ReadonlyMap<string, string> = new Map([
  ['join__field', 'type'],
  ['join__unionMember', 'member'],
]);

function inText(argument: ArgumentNode, names: ReadonlyMap<string, string>): ArgumentNode {
  if (argument.value.kind !== Kind.STRING) return argument;
  const value = argument.value.value.replaceAll(/\w+/g, (name) => names.get(name) ?? name);
  return { ...argument, value: { ...argument.value, value } };
}

export interface UsualRoots {
  readonly document: DocumentNode;
  /** An operation as the planner knows its types. */
  readonly toUsual: (operation: string) => string;
  /** What clients see, with the supergraph's own names. */
  readonly restore: (apiSchemaSdl: string) => string;
}
