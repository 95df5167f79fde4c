import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

const cat = { __typename: 'Cat', id: 'c', name: 'Tom', lives: 9 };
const dog = { __typename: 'Dog', id: 'd', name: 'Rex' };
const user = { id: '1', pet: cat, pets: [cat, dog] };
const composed = 'pet { ... on Cat { name lives } ... on Dog { name } } pets { name ... on Cat { lives } }';

/** The subgraph `start` brings along what otherwise is the owner's, who can't be asked for it. */
function house(selection: string): Promise<Federation> {
  const types = (mark: string) => `union Pet = Cat | Dog interface Animal { id: ID! name: String }
    type User @key(fields: "id") { id: ID! pet: Pet ${mark} pets: [Animal] ${mark} }
    type Cat implements Animal @key(fields: "id") { id: ID! name: String ${mark} lives: Int ${mark} }
    type Dog implements Animal @key(fields: "id") { id: ID! name: String ${mark} }`;
  return federate(
    {
      start: {
        sdl: `type Query { user: User @provides(fields: "${composed}") } ${types('@external')}`,
        resolvers: { Query: { user: () => user } },
      },
      owner: { sdl: types('@shareable'), answer: { errors: [{ message: 'The owner was asked' }] } },
    },
    { editSupergraph: (sdl) => sdl.replace(composed, selection) },
  );
}

describe('what comes along by @provides', () => {
  it.each([
    ['as a composition writes it', composed],
    ['in a fragment on the very type', `... on User { ${composed} }`],
    [
      'in a fragment without a type',
      `... { pet { ... { ... on Dog { name } ... on Cat { name lives } } } } pets { name ... on Cat { lives } }`,
    ],
    [
      'in a fragment on the interface that is answered',
      'pet { ... on Cat { name lives } ... on Dog { name } } pets { ... on Animal { name ... on Cat { lives } } }',
    ],
    [
      'in a fragment on an interface that the types of a union have',
      'pet { ... on Animal { name ... on Cat { lives } } } pets { name ... on Cat { ... on Animal { id } lives } }',
    ],
  ])('is not fetched from elsewhere: %s', async (_, selection) => {
    const { ask } = await house(selection);
    const { data, errors } = await ask(
      '{ user { pet { ... on Cat { name lives } } pets { name ... on Cat { lives } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      user: { pet: { name: 'Tom', lives: 9 }, pets: [{ name: 'Tom', lives: 9 }, { name: 'Rex' }] },
    });
  });
});
