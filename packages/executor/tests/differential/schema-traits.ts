import {
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  type ScalarTypeDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
} from 'graphql';

/** What is told apart in subgraphs' SDL, each with the places where it stands: types, and fields as `Type.field`. */
export function schemaTraits(sdls: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const documents = sdls.map((sdl) => parse(sdl, { noLocation: true }));
  const subgraphs = documents.map(({ definitions }) => definitions.filter(isOutputType));
  const types = subgraphs.flat();
  const partial = partialTypes(subgraphs);
  const fields = new Map(
    types.flatMap((type) => fieldsOf(type).map((field) => [`${type.name.value}.${field.name.value}`, field])),
  );
  const answerOf = ({ type }: FieldDefinitionNode): string => {
    const named = types.find(({ name }) => name.value === namedType(type));
    const kind = named === undefined ? 'leaf' : kindOf(named);
    const isKeyless = kind === 'object' && !named?.directives?.some(({ name }) => name.value === 'key');
    const text = print(type).replace(/[^[]/g, '').replaceAll('[', 'list of ');
    return `${text}${partial.has(namedType(type)) ? 'partial ' : ''}${isKeyless ? 'keyless ' : ''}${kind}`;
  };
  const interfaces = new Set(
    types.flatMap(({ kind, name }) => (kind === Kind.INTERFACE_TYPE_DEFINITION ? [name.value] : [])),
  );
  const traits = new Map<string, string[]>();
  const mark = (trait: string, place: string): void =>
    void traits.set(trait, [...(traits.get(trait) ?? []), place]);
  const markSelection = (
    name: string,
    { selections }: SelectionSetNode,
    parent: string,
    place: string,
  ): void => {
    for (const node of selections) {
      const isField = node.kind === Kind.FIELD;
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      const field = isField ? fields.get(`${parent}.${node.name.value}`) : undefined;
      const inner = field
        ? namedType(field.type)
        : (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition?.name.value) || parent;
      if (!isField) mark(`${name} of a fragment`, place);
      if (field !== undefined) mark(`${name} of ${answerOf(field)}`, place);
      if (field !== undefined && interfaces.has(parent)) mark(`${name} of an interface's field`, place);
      if (isField && node.arguments?.length) mark(`${name} with arguments`, place);
      if (field?.directives?.some((one) => one.name.value === 'requires'))
        mark(`${name} of a computed field`, place);
      if (node.selectionSet) markSelection(`${name} inside`, node.selectionSet, inner, place);
    }
  };
  for (const type of documents.flatMap(({ definitions }) => definitions).filter(isLeafType))
    for (const directive of type.directives ?? [])
      mark(`${writtenAs(directive)} ${kindOf(type)}`, type.name.value);
  for (const trait of differences(documents)) mark(trait, '');
  for (const type of types) {
    const typeDirectives = type.directives ?? [];
    for (const directive of typeDirectives) mark(`${writtenAs(directive)} ${kindOf(type)}`, type.name.value);
    if (typeDirectives.filter(({ name }) => name.value === 'key').length > 1)
      mark('several @key', type.name.value);
    if (type.kind === Kind.INTERFACE_TYPE_DEFINITION && type.interfaces?.length)
      mark('interface that implements another', type.name.value);
    for (const field of fieldsOf(type)) {
      const place = `${type.name.value}.${field.name.value}`;
      mark(`answers ${answerOf(field)}`, place);
      const isInterface =
        type.kind === Kind.INTERFACE_TYPE_DEFINITION ||
        typeDirectives.some(({ name }) => name.value === 'interfaceObject');
      if (field.arguments?.length) mark(`arguments${isInterface ? ' of an interface' : ''}`, place);
      if (hasOwnArguments(type, field, types)) mark("arguments unlike the interface's", place);
      const shareable = typeDirectives.filter(isShareable);
      for (const directive of [...shareable, ...(field.directives ?? [])]) {
        const kind = rootTypes.includes(type.name.value) ? 'root field' : 'field';
        mark(`${writtenAs(directive)} ${kind} that answers ${answerOf(field)}`, place);
        if (directive.name.value === 'provides' && field.directives?.some(isShareable))
          mark(`@provides shared ${kind}`, place);
        const text = selectionOf(directive);
        if (text !== undefined && directive.name.value !== 'key')
          markSelection(
            `@${directive.name.value}`,
            parseSelection(text),
            directive.name.value === 'provides' ? namedType(field.type) : type.name.value,
            place,
          );
      }
      for (const { directives = [] } of field.arguments ?? [])
        for (const directive of directives) mark(`${writtenAs(directive)} argument`, place);
    }
  }
  return traits;
}

// Enums and inputs that subgraphs write otherwise, and fields with other arguments.
function differences(documents: readonly DocumentNode[]): readonly string[] {
  const seen = new Map<string, string>();
  const found = new Set<string>();
  const compare = (kind: string, name: string, text: string): void => {
    if ((seen.get(name) ?? text) !== text) found.add(`${kind} unlike another subgraph's`);
    seen.set(name, text);
  };
  for (const type of documents.flatMap(({ definitions }) => definitions)) {
    if (type.kind === Kind.ENUM_TYPE_DEFINITION || type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      compare(`${kindOf(type)} ${type.name.value}`, type.name.value, print(type));
    if (type.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const field of (type.fields ?? []).filter((one) => one.directives?.some(isShareable)))
        compare('arguments', `${type.name.value}.${field.name.value}`, written(field.arguments));
  }
  return [...found];
}

const rootTypes = ['Query', 'Mutation'];

// Whether a type's field takes more than that of an interface, or has other defaults.
function hasOwnArguments(
  type: OutputTypeNode,
  { name, arguments: args = [] }: FieldDefinitionNode,
  types: readonly OutputTypeNode[],
): boolean {
  const above = 'interfaces' in type ? (type.interfaces ?? []).map((one) => one.name.value) : [];
  return types
    .filter((one) => above.includes(one.name.value))
    .flatMap(fieldsOf)
    .some((field) => field.name.value === name.value && written(field.arguments) !== written(args));
}

function written(args: FieldDefinitionNode['arguments'] = []): string {
  return args.map(print).join();
}

// Unions and interfaces whose members differ between subgraphs.
function partialTypes(subgraphs: readonly (readonly OutputTypeNode[])[]): ReadonlySet<string> {
  const seen = new Map<string, string>();
  const partial = new Set<string>();
  for (const types of subgraphs) {
    for (const type of types.filter(({ kind }) => kind !== Kind.OBJECT_TYPE_DEFINITION)) {
      const { value } = type.name;
      const implementing = types.filter(
        (one) => 'interfaces' in one && one.interfaces?.some(({ name }) => name.value === value),
      );
      const members =
        'types' in type
          ? type.types!.map(({ name }) => name.value)
          : implementing.map(({ name }) => name.value);
      const text = members.sort().join();
      if ((seen.get(value) ?? text) !== text) partial.add(value);
      seen.set(value, text);
    }
  }
  return partial;
}

// A directive with what of its arguments makes it another one.
function writtenAs(directive: ConstDirectiveNode): string {
  const args = (directive.arguments ?? []).flatMap(({ name }) =>
    ['label', 'resolvable'].includes(name.value) ? [name.value] : [],
  );
  const text = directive.name.value === 'key' ? selectionOf(directive) : undefined;
  const levels = text?.replace(/[^{]/g, '').length ?? 0;
  const kind =
    levels > 1 ? ' deeply nested' : levels === 1 ? ' nested' : text?.includes(' ') ? ' compound' : '';
  return `@${directive.name.value}${args.length === 0 ? '' : `(${args.join(' ')}:)`}${kind}`;
}

function isShareable({ name }: ConstDirectiveNode): boolean {
  return name.value === 'shareable';
}

function selectionOf({ arguments: args }: ConstDirectiveNode): string | undefined {
  const value = args?.find(({ name }) => name.value === 'fields')?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function parseSelection(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`).definitions;
  return (definition as OperationDefinitionNode).selectionSet;
}

function isOutputType(node: DefinitionNode): node is OutputTypeNode {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.UNION_TYPE_DEFINITION
  );
}

function isLeafType(node: DefinitionNode): node is EnumTypeDefinitionNode | ScalarTypeDefinitionNode {
  return node.kind === Kind.ENUM_TYPE_DEFINITION || node.kind === Kind.SCALAR_TYPE_DEFINITION;
}

function kindOf({ kind }: TypeDefinitionNode): string {
  return kind.replace(/Type(Definition|Extension)/, '').toLowerCase();
}

function fieldsOf(type: OutputTypeNode): readonly FieldDefinitionNode[] {
  return 'fields' in type ? (type.fields ?? []) : [];
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

type OutputTypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode;
