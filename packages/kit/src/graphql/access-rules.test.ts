import { describe, expect, it } from '@jest/globals';
import { buildSchema, graphql } from 'graphql';
import { anonymous, type Identity } from '../identity.ts';
import { enforceAccessRules } from './access-rules.ts';

const directives =
  'directive @auth(permissions: [String!]) on OBJECT | FIELD_DEFINITION\ndirective @public on OBJECT | FIELD_DEFINITION\n';
const identity = (...permissions: string[]): Identity => ({
  tenantId: 'default',
  principal: { kind: 'user', id: 'usr_1', sessionId: 'ses_1' },
  permissions,
});

describe('access rules', () => {
  const schema = enforceAccessRules(
    buildSchema(`${directives}
      type Query { open: String @public mine: String @auth staff: String @auth(permissions: ["a:read", "b:read"]) box: Box @public }
      type Box @auth(permissions: ["box:open"]) { inside: String outside: String @public }`),
  );
  const ask = async (field: string, who: Identity) =>
    graphql({
      schema,
      source: `{ ${field} }`,
      rootValue: { open: '1', mine: '2', staff: '3', box: { inside: '4', outside: '5' } },
      contextValue: { identity: who },
    });

  it('let in whom they should, and nobody else', async () => {
    expect((await ask('open', anonymous)).data).toEqual({ open: '1' });
    expect((await ask('mine', anonymous)).errors?.[0]?.originalError).toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect((await ask('mine', identity())).data).toEqual({ mine: '2' });
    expect((await ask('staff', identity('a:read'))).errors?.[0]?.originalError).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await ask('staff', identity('a:read', 'b:read'))).data).toEqual({ staff: '3' });
  });

  it('hold for the fields of a type unless a field has its own', async () => {
    const answer = await ask('box { inside outside }', identity());
    expect(answer.data).toEqual({ box: { inside: null, outside: '5' } });
  });

  it('refuse a schema in which a field has none', () => {
    expect(() =>
      enforceAccessRules(buildSchema(`${directives} type Query { open: String @public bare: String }`)),
    ).toThrow('Query.bare');
  });
});
