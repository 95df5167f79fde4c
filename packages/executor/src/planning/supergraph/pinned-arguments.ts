// `@requires` may ask for one field with one set of arguments here and with another there. The planner would ask for it
// once, and compute everything from that one value. So each field with its arguments is made a field of its own, a pin,
// in the supergraph that is planned with. `unpin-plan.ts` takes that back in the plans.
import {
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { subgraphNames, textOf } from './join-directives.ts';

/** Undefined where nothing is required with different arguments, as in nearly every supergraph. */
export function pinArguments(supergraph: DocumentNode): PinnedSupergraph | undefined {
  const types = supergraph.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const pins = createPins(types);
  if (pins.size === 0) return undefined;
  const namesByGraph = subgraphNames(supergraph);
  const needs = new Map<string, Set<string>>();
  const pinnedTypes = new Map(types.map((type) => [type, pinType(type)]));
  // @NOTE a type that is no key of the map stays as it is: the map is asked with definitions of every kind.
  const all: ReadonlyMap<unknown, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode> = pinnedTypes;
  const definitions = supergraph.definitions.map((definition) => all.get(definition) ?? definition);
  return { document: { ...supergraph, definitions }, pins: byName(pins), needs };

  function pinType<Type extends TypeWithFields>(type: Type): Type {
    return { ...type, fields: type.fields?.flatMap((field) => pinField(type, field)) };
  }

  function pinField(type: TypeWithFields, field: FieldDefinitionNode): FieldDefinitionNode[] {
    const directives = field.directives?.map((directive) => pinRequires(directive, type, field));
    const own = { ...field, directives };
    const copies = [...pins.values()].filter(({ field: { name } }) => name.value === field.name.value);
    return [own, ...copies.map(({ name }) => ({ ...own, name: toName(name), arguments: [] }))];
  }

  function pinRequires(
    directive: ConstDirectiveNode,
    type: TypeWithFields,
    field: FieldDefinitionNode,
  ): ConstDirectiveNode {
    const fieldSet = requiredBy(directive);
    if (fieldSet === undefined) return directive;
    const used = new Set<string>();
    const pinned = visit(fieldSet, {
      Field(node) {
        const pin = pins.get(signatureOf(node));
        if (pin === undefined) return undefined;
        used.add(pin.name);
        return { ...node, name: toName(pin.name), arguments: [] };
      },
    });
    const subgraph = namesByGraph.get(textOf(directive, 'graph') ?? '') ?? '';
    needs.set(needsKey(subgraph, type.name.value, field.name.value), used);
    const text = { kind: Kind.STRING, value: print(pinned).trim().slice(1, -1) } as const;
    return {
      ...directive,
      arguments: directive.arguments?.map((argument) =>
        argument.name.value === 'requires' ? { ...argument, value: text } : argument,
      ),
    };
  }
}

// Only fields that are required with at least two sets of arguments are pinned; none at all is a set, too.
function createPins(types: readonly TypeWithFields[]): ReadonlyMap<string, Pin> {
  const nodes = new Map<string, FieldNode>();
  const fieldNames = new Set<string>();
  for (const field of types.flatMap(({ fields = [] }) => fields)) {
    fieldNames.add(field.name.value);
    for (const fieldSet of (field.directives ?? []).flatMap((directive) => requiredBy(directive) ?? [])) {
      visit(fieldSet, {
        Field(node) {
          nodes.set(signatureOf(node), node);
        },
      });
    }
  }
  const isAmbiguous = ({ name }: FieldNode): boolean =>
    [...nodes.values()].filter((other) => other.name.value === name.value).length > 1;
  const ambiguous = [...nodes].filter(([, node]) => isAmbiguous(node));
  return new Map(
    ambiguous.map(([signature, field], index) => {
      const name = `_p${index}_${field.name.value}`;
      return [signature, { name: fieldNames.has(name) ? `_${name}` : name, field }];
    }),
  );
}

function signatureOf({ name, arguments: args = [] }: FieldNode): string {
  return `${name.value}(${args.map(print).sort().join()})`;
}

function requiredBy(directive: ConstDirectiveNode): DocumentNode | undefined {
  const text = directive.name.value === 'join__field' ? textOf(directive, 'requires') : undefined;
  return text === undefined ? undefined : parse(`{${text}}`, { noLocation: true });
}

function toName(value: string): FieldDefinitionNode['name'] {
  return { kind: Kind.NAME, value };
}

function byName(pins: ReadonlyMap<string, Pin>): ReadonlyMap<string, Pin> {
  return new Map([...pins.values()].map((pin) => [pin.name, pin]));
}

/** The key of `PinnedSupergraph.needs`. */
export function needsKey(subgraph: string, type: string, field: string): string {
  return `${subgraph} ${type}.${field}`;
}

export interface PinnedSupergraph {
  /** What is planned with. Its API schema has the pins, which clients must not see. */
  readonly document: DocumentNode;
  /** By the name of the pin. */
  readonly pins: ReadonlyMap<string, Pin>;
  /** The names of the pins that each field requires in a subgraph. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Pin {
  readonly name: string;
  /** The field with its arguments, as it is required. */
  readonly field: FieldNode;
}

type TypeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
