import { interfaceArguments } from './arguments.ts';
import { plainField } from './fields.ts';
import type { Random } from './random.ts';
import type { FieldModel } from './world.ts';

/**
 * Subgraphs that add fields to an interface with a key, which lives elsewhere, without knowing its types. Some are computed:
 * from a field of the interface, which it has where it has its key, or from one that another of these subgraphs adds.
 */
export function createInterfaceObjects(
  random: Random,
  interfaceName: string,
  label: FieldModel | undefined,
  argumentsFrom: Random,
): InterfaceObjectModel[] {
  const args = (): Pick<FieldModel, 'args'> => ({ args: interfaceArguments(argumentsFrom) });
  const rating = { ...plainField('rating', random.pick(['Int', 'Int!']), ['extra']), ...args() };
  const remark = { ...plainField('remark', 'String', ['extra']), ...args() };
  const detail = { ...plainField('detail', random.pick(answers), ['extra']), ...args() };
  const extra = { subgraph: 'extra', interfaceName };
  const kind = random.pick(['plain', 'surplus', label !== undefined ? 'tagged' : 'surplus']);
  // @NOTE the planner fails on what requires a field that the interface has only where it has no key, and where one may
  // come from a third subgraph that does not know its type: see ADR 14.
  const tagged = kind === 'tagged' && label !== undefined ? [computed(random, extra, 'tagged', label)] : [];
  if (kind !== 'surplus') return [{ ...extra, fields: [rating, remark, detail, ...tagged] }];
  const surplus = { subgraph: 'surplus', interfaceName };
  const ranked = computed(random, surplus, 'ranked', rating);
  return [
    { ...extra, fields: [{ ...rating, isSafe: true }, remark, detail] },
    { ...surplus, fields: [ranked, plainField('excess', 'String', ['surplus'])] },
  ];
}

/** Whether one of them computes a field from another one. */
export function isRequiredByObjects(objects: readonly InterfaceObjectModel[], fieldName: string): boolean {
  return objects.some(({ fields }) => fields.some(({ requires }) => requires?.fieldName === fieldName));
}

function computed(
  random: Random,
  { subgraph, interfaceName }: Omit<InterfaceObjectModel, 'fields'>,
  name: string,
  { name: from, args }: FieldModel,
): FieldModel {
  const [literal] = args[0]?.literals ?? [];
  const selection = literal === undefined ? from : `${from}(${literal})`;
  const requires = { selection, fieldName: from, externals: [`${interfaceName}.${from}`] };
  return { ...plainField(name, random.pick(['String', 'String!', ...answers]), [subgraph]), requires };
}

const answers = ['Money', 'Box', '[Money]', '[Box!]'];

export interface InterfaceObjectModel {
  readonly subgraph: string;
  readonly interfaceName: string;
  readonly fields: readonly FieldModel[];
}
