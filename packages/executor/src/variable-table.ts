import {
  Kind,
  parseType,
  visit,
  type ASTNode,
  type GraphQLInputType,
  type OperationDefinitionNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';
import { literalToJson } from './literals.ts';

/**
 * The variables of a normalised operation: the client's own, renamed `v0`, `v1`, …, and its literals, as `l0`,
 * `l1`, …. Neutral names can't collide with the planner's own `representations`.
 */
export function createVariableTable(operation: OperationDefinitionNode): VariableTable {
  const clientNames = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const used = new Set<string>();
  const literals = new Map<string, LiteralVariable>();

  const rename = <Node extends ASTNode>(node: Node): Node =>
    visit<Node>(node, {
      Variable(variable) {
        used.add(variable.name.value);
        return reference(`v${clientNames.indexOf(variable.name.value)}`);
      },
    });

  return {
    rename,
    lift(value, type) {
      const json = type === undefined ? undefined : literalToJson(value, type);
      if (json === undefined) return rename(value);
      const key = `${String(type)} ${json}`;
      const known = literals.get(key) ?? { name: `l${literals.size}`, type: String(type), json };
      literals.set(key, known);
      return reference(known.name);
    },
    definitions() {
      const own = (operation.variableDefinitions ?? []).filter(({ variable }) =>
        used.has(variable.name.value),
      );
      return [
        ...own.map((definition) => ({ ...rename(definition), directives: [] })),
        ...[...literals.values()].map(toDefinition),
      ];
    },
    sources() {
      const own = clientNames.map((clientName, index) => ({
        name: `v${index}`,
        clientName,
        json: undefined,
      }));
      const lifted = [...literals.values()].map(({ name, json }) => ({ name, clientName: undefined, json }));
      return [...own.filter(({ clientName }) => used.has(clientName)), ...lifted];
    },
  };
}

function toDefinition({ name, type }: LiteralVariable): VariableDefinitionNode {
  return { kind: Kind.VARIABLE_DEFINITION, variable: reference(name), type: parseType(type) };
}

function reference(name: string): VariableDefinitionNode['variable'] {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } };
}

export interface VariableTable {
  /** A copy of a node whose variables have their new names. */
  rename<Node extends ASTNode>(node: Node): Node;
  /** A variable in place of a literal, where that means the same. */
  lift(value: ValueNode, type: GraphQLInputType | undefined): ValueNode;
  definitions(): readonly VariableDefinitionNode[];
  sources(): readonly VariableSource[];
}

/** Either the name of a client's variable or the JSON text of a literal. */
export type VariableSource =
  | { readonly name: string; readonly clientName: string; readonly json: undefined }
  | { readonly name: string; readonly clientName: undefined; readonly json: string };

interface LiteralVariable {
  readonly name: string;
  readonly type: string;
  readonly json: string;
}
