import {
  Kind,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValueNode,
} from 'graphql';

/**
 * The variables that decide `@skip` and `@include` anywhere in a document. An operation is prepared once for
 * each combination of their values.
 */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const value = conditionOf(node.name.value, node.arguments?.[0]?.value);
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names].sort();
}

/** The values of condition variables in one request, with the operation's defaults. */
export function conditionValues(
  names: readonly string[],
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ConditionValues {
  const values = new Map<string, boolean>();
  for (const name of names) {
    const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
    const fallback = definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value;
    values.set(name, variables[name] === undefined ? fallback === true : variables[name] === true);
  }
  return values;
}

/** Whether a selection's own `@skip` and `@include` let it in. */
export function isIncluded(node: SelectionNode, conditions: ConditionValues): boolean {
  for (const directive of node.directives ?? []) {
    const value = conditionOf(directive.name.value, directive.arguments?.[0]?.value);
    if (value === undefined) continue;
    const isTrue =
      value.kind === Kind.VARIABLE ? conditions.get(value.name.value) === true : isLiteralTrue(value);
    if (isTrue === (directive.name.value === 'skip')) return false;
  }
  return true;
}

function conditionOf(directive: string, value: ValueNode | undefined): ValueNode | undefined {
  return directive === 'skip' || directive === 'include' ? value : undefined;
}

function isLiteralTrue(value: ValueNode): boolean {
  return value.kind === Kind.BOOLEAN && value.value;
}

export type ConditionValues = ReadonlyMap<string, boolean>;
