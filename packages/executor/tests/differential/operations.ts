import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isObjectType,
  OverlappingFieldsCanBeMergedRule,
  parse,
  validate,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { RandomOperation } from './platform.ts';
import type { Random } from './random.ts';

const depthMax = 5;
// Names that collide with keys, with the planner's own variables and with what every object inherits.
const aliases = [
  'id',
  'code',
  'org',
  'f0',
  'f1',
  'computed',
  'representations',
  'constructor',
  '__proto__',
  'a',
  'b',
];

/**
 * A random valid operation on a schema. Most attempts are valid; the others, whose fields conflict, are made anew.
 * @param isDeferring whether fragments may have `@defer`
 */
export function createOperation(
  random: Random,
  schema: GraphQLSchema,
  isDeferring: boolean,
): RandomOperation {
  for (;;) {
    const operation = attempt(random, schema, isDeferring);
    if (operation !== undefined && validate(schema, operation.document, onlyRule).length === 0)
      return operation;
  }
}

// What is written here never breaks another rule, and a third of the time would go to showing it.
const onlyRule = [OverlappingFieldsCanBeMergedRule];

function attempt(random: Random, schema: GraphQLSchema, isDeferring: boolean): RandomOperation | undefined {
  const kind = random.chance(0.12) && schema.getMutationType() != null ? 'mutation' : 'query';
  const rootType = kind === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  if (rootType == null) return undefined;
  const draft: Draft = {
    random,
    schema,
    fragments: [],
    variables: new Map(),
    labels: isDeferring ? [] : undefined,
    fieldsLeft: 5 + random.int(35),
  };
  const selection = selectionSet(draft, rootType, 0);
  const declared = [...draft.variables.values()].map(({ name, definition }) => `$${name}: ${definition}`);
  const variables = Object.fromEntries(
    [...draft.variables.values()]
      .filter(({ value }) => value !== undefined)
      .map(({ name, value }) => [name, value]),
  );
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
  const text = [`${kind} Random${head} ${selection}`, ...draft.fragments].join('\n');
  return { document: parse(text, { noLocation: true }), variables };
}

function selectionSet(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft;
  const count = 1 + random.int(depth === 0 ? 3 : 4);
  const selections = Array.from({ length: count }, () => selection(draft, type, depth));
  return `{ ${selections.join(' ')} }`;
}

function selection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft;
  const concreteRate = draft.labels === undefined ? 0.15 : 0.35;
  if (depth < depthMax && random.chance(isAbstractType(type) ? 0.6 : concreteRate))
    return fragment(draft, type, depth);
  if (random.chance(0.08)) return random.chance(0.3) ? 'kind: __typename' : '__typename';
  if (type === draft.schema.getQueryType() && draft.labels === undefined && random.chance(0.02))
    return random.pick(introspections);
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)));
  const isDeep = depth >= depthMax || draft.fieldsLeft <= 0;
  const choices = isDeep ? leaves : fields;
  return choices.length === 0 ? '__typename' : fieldText(draft, random.pick(choices), depth);
}

const introspections = [
  '__schema { types { name kind possibleTypes { name } } }',
  'type: __type(name: "Item") { fields { name args { name defaultValue } type { name ofType { name } } } }',
];

function fieldText(draft: Draft, field: GraphQLField<unknown, unknown>, depth: number): string {
  const { random } = draft;
  draft.fieldsLeft -= 1;
  const alias = random.chance(0.25) ? `${random.pick(aliases)}: ` : '';
  const args = field.args.flatMap((arg) => {
    const isNeeded = String(arg.type).endsWith('!') && arg.defaultValue === undefined;
    if (!isNeeded && random.chance(0.4)) return [];
    return [`${arg.name}: ${argumentText(draft, String(arg.type), arg.defaultValue !== undefined)}`];
  });
  const type = getNamedType(field.type);
  const inner = isCompositeType(type) ? ` ${selectionSet(draft, type, depth + 1)}` : '';
  return `${alias}${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`}${condition(draft)}${inner}`;
}

function fragment(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = draft;
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  const interfaces = possible.flatMap((one) => (isObjectType(one) ? one.getInterfaces() : []));
  const on: GraphQLCompositeType = random.pick([type, ...possible, ...possible, ...interfaces]);
  const body = selectionSet(draft, on, depth + 1);
  if (random.chance(0.6)) {
    const typeCondition =
      draft.labels !== undefined && on === type && random.chance(0.5) ? '' : ` on ${on.name}`;
    return `...${typeCondition}${condition(draft)}${deferral(draft, type)} ${body}`;
  }
  const name = `F${draft.fragments.length}`;
  draft.fragments.push(`fragment ${name} on ${on.name} ${body}`);
  const spread = `...${name}${deferral(draft, type)}`;
  return random.chance(0.2)
    ? `${spread} ... on ${on.name}${deferral(draft, type)} { ...${name} }`
    : `${spread}${condition(draft)}`;
}

function deferral({ random, schema, labels, variables }: Draft, type: GraphQLCompositeType): string {
  if (labels === undefined || type === schema.getMutationType() || !random.chance(0.6)) return '';
  const args: string[] = [];
  if (random.chance(0.5)) args.push(`label: "L${labels.push('')}"`);
  if (random.chance(0.3)) args.push(`if: ${random.pick(['true', 'false', '$later', '$later'])}`);
  if (args.some((arg) => arg.includes('$later')) && !variables.has('later')) {
    const isAbsent = random.chance(0.2);
    const definition = isAbsent ? 'Boolean' : 'Boolean!';
    variables.set('later', { name: 'later', definition, value: isAbsent ? undefined : random.chance(0.7) });
  }
  return ` @defer${args.length === 0 ? '' : `(${args.join(', ')})`}`;
}

function condition(draft: Draft): string {
  const { random } = draft;
  if (!random.chance(0.1)) return '';
  const value = random.chance(0.4) ? String(random.chance(0.5)) : `$${conditionVariable(draft)}`;
  return ` @${random.pick(['skip', 'include'])}(if: ${value})`;
}

function conditionVariable(draft: Draft): string {
  const { random } = draft;
  const name = random.pick(['yes', 'no']);
  const isDefaulted = random.chance(0.3);
  if (!draft.variables.has(name)) {
    const definition = isDefaulted ? `Boolean! = ${String(name === 'yes')}` : 'Boolean!';
    draft.variables.set(name, { name, definition, value: isDefaulted ? undefined : random.chance(0.5) });
  }
  return name;
}

function argumentText(draft: Draft, type: string, hasDefault: boolean): string {
  const { random } = draft;
  const samples = [...(samplesByType[type.replace(/!/g, '')] ?? [{ text: 'null', json: null }])];
  const filter = draft.schema.getType('Filter');
  if (type.startsWith('Filter') && isInputObjectType(filter) && filter.getFields()['more'] !== undefined)
    samples.push({ text: '{ more: 4, limit: 5 }', json: { more: 4, limit: 5 } });
  const sample = random.pick(samples);
  if (random.chance(0.5)) return sample.text;
  const name = random.chance(0.3) ? `representations` : `v${draft.variables.size}`;
  if (draft.variables.has(name)) return sample.text;
  const isAbsent = random.chance(0.25) && (!type.endsWith('!') || hasDefault);
  const declaredType = isAbsent ? type.replace(/!$/, '') : type;
  const fallback = isAbsent && type.endsWith('!') ? ` = ${sample.text}` : '';
  draft.variables.set(name, {
    name,
    definition: declaredType + fallback,
    value: isAbsent ? undefined : sample.json,
  });
  return `$${name}`;
}

const samplesByType: Readonly<Record<string, readonly Sample[]>> = {
  Int: [1, 2, 77].map((json) => ({ text: String(json), json })),
  Float: [0.5, 3, 1e21].map((json) => ({ text: String(json), json })),
  Mode: ['ON', 'OFF'].map((json) => ({ text: json, json })),
  Color: ['RED', 'GREEN'].map((json) => ({ text: json, json })),
  '[ID]': [
    { text: '["x", "y"]', json: ['x', 'y'] },
    { text: '[7]', json: ['7'] },
    { text: '"one"', json: 'one' },
  ],
  Filter: [
    { text: '{ tags: ["a"], deep: { color: RED } }', json: { tags: ['a'], deep: { color: 'RED' } } },
    { text: '{ tags: "single" }', json: { tags: 'single' } },
    { text: '{ limit: 8 }', json: { limit: 8 } },
    { text: '{}', json: {} },
  ],
};

interface Draft {
  readonly random: Random;
  readonly schema: GraphQLSchema;
  readonly fragments: string[];
  readonly variables: Map<string, DraftVariable>;
  /** Those given to deferred fragments; undefined where nothing is deferred. */
  readonly labels: string[] | undefined;
  fieldsLeft: number;
}

interface DraftVariable {
  readonly name: string;
  readonly definition: string;
  readonly value: unknown;
}

interface Sample {
  readonly text: string;
  readonly json: unknown;
}
