import type { ArgumentModel } from './world.ts';

/** Argument definitions, with literals that fit. */
export const argumentPool: readonly ArgumentModel[] = [
  { definition: 'n: Int', literals: ['n: 1', 'n: 22', 'n: null'] },
  { definition: 'n: Int! = 3', literals: ['n: 3', 'n: 4'] },
  { definition: 'mode: Mode', literals: ['mode: ON', 'mode: OFF'] },
  { definition: 'color: Color! = RED', literals: ['color: GREEN', 'color: RED'] },
  {
    definition: 'filter: Filter',
    literals: ['filter: { tags: ["a", "b"] }', 'filter: { tags: [], deep: { color: BLUE } }', 'filter: {}'],
  },
  { definition: 'ids: [ID!]', literals: ['ids: ["x"]', 'ids: [1, 2]', 'ids: "single"'] },
  { definition: 'ratio: Float = 0.5', literals: ['ratio: 1', 'ratio: 2.5'] },
];
