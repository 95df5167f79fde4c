// Random valid operations of a given size over any schema: what a gateway has never seen before.
import {
  getNamedType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

/** The text of a query that selects so many fields; the same `seed` gives the same text. */
export function largeOperation(schema: GraphQLSchema, fieldsMax: number, seed: number, depthMax = 8): string {
  const random = createRandom(seed);
  const root: Place = { type: schema.getQueryType()!, depth: 0, lines: new Map() };
  const open = [root];
  const variables: string[] = [];
  let fields = 0;
  for (let tries = 0; fields < fieldsMax && tries < fieldsMax * 100; tries++) {
    // The latest place is preferred: operations are deep rather than flat.
    const place = open[random() < 0.3 ? open.length - 1 : Math.floor(random() * open.length)]!;
    const candidates = isUnionType(place.type) ? [] : Object.values(place.type.getFields());
    const field = candidates[Math.floor(random() * candidates.length)];
    if (field === undefined || field.name.startsWith('_')) continue;
    const named = getNamedType(field.type);
    if (isCompositeType(named) && place.depth >= depthMax) continue;
    // Only with arguments can one field be asked for twice and mean two things.
    const responseName = place.lines.has(field.name) ? `${field.name}${fields}` : field.name;
    if (responseName !== field.name && (field.args.length === 0 || isLeafType(named))) continue;
    const line: Line = { call: `${responseName}: ${field.name}${argumentsOf(field, variables)}`, places: [] };
    place.lines.set(responseName, line);
    fields += 1;
    if (isCompositeType(named)) {
      const types = isUnionType(named) ? named.getTypes() : [named];
      line.places = types.map((type) => ({ type, depth: place.depth + 1, lines: new Map() }));
      open.push(...line.places);
    }
  }
  const declared = variables.length === 0 ? '' : `(${variables.join(', ')})`;
  return `query Large${declared} ${print(root)}`;
}

// mulberry32, public domain
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function argumentsOf({ args }: GraphQLField<unknown, unknown>, variables: string[]): string {
  const required = args.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined);
  if (required.length === 0) return '';
  const given = required.map(({ name, type }) => {
    variables.push(`$v${variables.length}: ${String(type)}`);
    return `${name}: $v${variables.length - 1}`;
  });
  return `(${given.join(', ')})`;
}

function print({ lines }: Place): string {
  const texts = [...lines.values()].map(({ call, places }) => {
    if (places.length === 0) return call;
    if (places.length === 1) return `${call} ${print(places[0]!)}`;
    return `${call} { ${places.map((place) => `... on ${place.type.name} ${print(place)}`).join(' ')} }`;
  });
  return `{ ${texts.length === 0 ? '__typename' : texts.join(' ')} }`;
}

interface Place {
  readonly type: GraphQLCompositeType;
  readonly depth: number;
  readonly lines: Map<string, Line>;
}

interface Line {
  readonly call: string;
  places: readonly Place[];
}
