import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLEnumType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { contentTypes, membersKnownTo } from './abstracts.ts';
import { tonesKnownTo } from './differences.ts';
import { hash, Random } from './random.ts';
import type { FieldModel, World } from './world.ts';

const idsOfEachEntity = 3;

/**
 * Computes the value of any field of any object from the seed alone, so that a monolith and a subgraph that both hold
 * the field answer the same. Some values are null, some fail, some break their nullability.
 */
export class Values {
  readonly #world: World;
  readonly #dataSeed: string;
  readonly #faultRate: number;

  constructor(world: World, dataSeed: string, faultRate: number) {
    this.#world = world;
    this.#dataSeed = dataSeed;
    this.#faultRate = faultRate;
  }

  /** The value of a field by its place, for any type that is not an entity's key. */
  fieldValue(place: string, field: ValueField, type: GraphQLOutputType, schema: GraphQLSchema): unknown {
    const random = new Random(`${this.#dataSeed} ${place}`);
    const faults = field.isSafe ? 0 : this.#faultRate;
    if (random.chance(faults)) throw new Error(`${place} fails`);
    const known = { faults, schema, subgraphs: field.subgraphs };
    if (field.strictIn === undefined) return this.#value(random, type, place, known);
    return this.#present(random, isNonNullType(type) ? type.ofType : type, place, known);
  }

  /** Whether the subgraph that does not know all entities of a type does not know this one. */
  isForgotten({ id }: Reference): boolean {
    return hash(`${this.#dataSeed} forgets ${id}`) % 3 === 0;
  }

  keyValue(object: Reference, name: string): unknown {
    if (name === 'id') return object.id;
    if (name === 'code') return `code-${object.id}`;
    if (name === 'region') return hash(object.id) % 7;
    return { kind: 'value', __typename: 'Org', place: `org-${object.id}`, isSafe: true, subgraphs: [] };
  }

  /** What stands in an object that is part of a key. */
  partOfKey(object: ValueObject, type: GraphQLOutputType): unknown {
    const { name } = getNamedType(type);
    return keyTypes.has(name) ? { ...object, __typename: name } : object.place;
  }

  /** The entity that a representation, with whichever key, stands for. */
  fromRepresentation(representation: Readonly<Record<string, unknown>>): Reference {
    const { id, code, org, __typename } = representation;
    const orgId = leafOf(org);
    const found = typeof id === 'string' ? id : typeof code === 'string' ? code.slice(5) : orgId.slice(4);
    return { kind: 'entity', __typename: String(__typename), id: found, representation };
  }

  #value(random: Random, type: GraphQLOutputType, place: string, known: Known): unknown {
    if (isNonNullType(type)) {
      if (random.chance(known.faults / 2)) return null;
      return this.#present(random, type.ofType, place, known);
    }
    return random.chance(0.12) ? null : this.#present(random, type, place, known);
  }

  #present(random: Random, type: GraphQLOutputType, place: string, known: Known): unknown {
    if (isListType(type)) {
      return Array.from({ length: random.int(4) }, (_, index) =>
        this.#value(random, type.ofType, `${place}.${index}`, known),
      );
    }
    const named = getNamedType(type);
    if (isEnumType(named))
      return enumValue(random, named, tonesKnownTo(this.#world.differences, known.subgraphs));
    if (valueTypes.has(named.name)) return valueObject(named.name, place, known);
    const abstract = this.#world.abstracts.find(({ name }) => name === named.name);
    if (abstract !== undefined) {
      const members = membersKnownTo(abstract, known.subgraphs);
      if (members.length === 0) return null;
      const member = random.pick(members);
      // To the monolith, what is inaccessible does not exist, though it is chosen as in a subgraph.
      const isHidden = known.schema.getType(member) === undefined && isAbstractType(named);
      if (valueTypes.has(member)) return isHidden ? null : valueObject(member, place, known);
      const entity = this.#entity(random, member);
      if (isHidden) return null;
      // A subgraph with an interface object knows the interface as if it were a type.
      return isObjectType(named) ? { ...entity, __typename: named.name } : entity;
    }
    return isObjectType(named) ? this.#entity(random, named.name) : scalarValue(random, named.name);
  }

  #entity(random: Random, typeName: string): Reference {
    return {
      kind: 'entity',
      __typename: typeName,
      id: `${typeName}-${random.int(idsOfEachEntity)}`,
      representation: undefined,
    };
  }
}

// To the monolith, what is inaccessible does not exist.
function enumValue(random: Random, type: GraphQLEnumType, tones: readonly string[]): string | null {
  const value = random.pick(type.name === 'Tone' ? tones : ['RED', 'GREEN', 'BLUE']);
  return type.getValue(value) === undefined ? null : value;
}

const valueTypes = new Set(['Money', 'Box', 'Crate', ...contentTypes]);

function valueObject(__typename: string, place: string, { faults, subgraphs }: Known): ValueObject {
  return { kind: 'value', __typename, place, isSafe: faults === 0, subgraphs };
}

function scalarValue(random: Random, name: string): unknown {
  const number = random.int(1_000);
  switch (name) {
    case 'Int':
      return number - 500;
    case 'Float':
      return number / 8;
    case 'Boolean':
      return number % 2 === 0;
    case 'ID':
      return `id${number}`;
    case 'Json':
      return random.pick<unknown>([
        number,
        `text "${number}"`,
        { nested: [number, null], constructor: 'x' },
        [],
        '\u2028é',
      ]);
    default:
      return random.pick([`s${number}`, '', 'with "quotes"\n', 'ünï\u0000çode']);
  }
}

// All that stands in an object which is part of a key is the same.
function leafOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [inner] = Object.entries(value).filter(([name]) => name !== '__typename');
  return inner === undefined ? '' : leafOf(inner[1]);
}

/** Types of objects that are parts of keys. */
export const keyTypes: ReadonlySet<string> = new Set(['Org', 'Unit', 'Seat']);

/** An entity as resolvers hand it on; `representation` is set when it came by its key. */
export interface Reference {
  readonly kind: 'entity';
  readonly __typename: string;
  readonly id: string;
  readonly representation: Readonly<Record<string, unknown>> | undefined;
  /** The nearest entity above it, or itself, that tells what is below something by `@context`. */
  readonly holder?: Reference | undefined;
}

export interface ValueObject {
  readonly kind: 'value';
  readonly __typename: string;
  readonly place: string;
  readonly isSafe: boolean;
  /** Those that may be asked for it: all know the types of what it holds. */
  readonly subgraphs: readonly string[];
  readonly holder?: Reference | undefined;
}

type ValueField = Pick<FieldModel, 'isSafe'> &
  Partial<Pick<FieldModel, 'strictIn'>> &
  Pick<ValueObject, 'subgraphs'>;

interface Known extends Pick<ValueObject, 'subgraphs'> {
  readonly faults: number;
  readonly schema: GraphQLSchema;
}
