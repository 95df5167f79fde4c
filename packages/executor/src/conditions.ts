import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValueNode,
} from 'graphql';

/**
 * The variables that decide `@skip` and `@include`, or some other directives, anywhere in a document. An operation is
 * prepared once for each combination of their values.
 */
export function conditionVariables(
  document: DocumentNode,
  directives: readonly string[] = ['skip', 'include'],
): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(node) {
      const value = directives.includes(node.name.value) ? conditionOf(node) : undefined;
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
    // Only the condition of a `@defer` may be absent, and then it is true.
    const fallback = definition?.defaultValue === undefined || isLiteralTrue(definition.defaultValue);
    values.set(name, variables[name] === undefined ? fallback : variables[name] === true);
  }
  return values;
}

/** Whether a selection's own `@skip` and `@include` let it in. */
export function isIncluded(node: SelectionNode, conditions: ConditionValues): boolean {
  for (const directive of node.directives ?? []) {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') continue;
    if (isTrue(directive, conditions) === (name === 'skip')) return false;
  }
  return true;
}

/** Whether a directive's `if` holds; one that is not there does. */
export function isTrue(directive: DirectiveNode, conditions: ConditionValues): boolean {
  const value = conditionOf(directive);
  if (value?.kind === Kind.VARIABLE) return conditions.get(value.name.value) === true;
  return value === undefined || isLiteralTrue(value);
}

function conditionOf(directive: DirectiveNode): ValueNode | undefined {
  return directive.arguments?.find(({ name }) => name.value === 'if')?.value;
}

function isLiteralTrue(value: ValueNode): boolean {
  return value.kind === Kind.BOOLEAN && value.value;
}

export type ConditionValues = ReadonlyMap<string, boolean>;
