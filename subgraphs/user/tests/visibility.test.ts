import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countStatements } from '@bazaar/testkit';
import { anyone, documents, person, registerPerson, startUserService, type Fixture } from './support.ts';
import { seedUserIds, seedUsers } from '../src/seed/index.ts';

let user: Fixture;
beforeAll(async () => {
  user = await startUserService();
});
afterAll(() => user.stop());

const userQuery = 'query ($id: ID!) { user(id: $id) { id email addresses { id } } }';
const staff = person('usr_00000000000000000000000009', ['user:read']);

describe('a person', () => {
  it('is seen by that person and by staff, and by nobody else', async () => {
    const [ada, eve] = [await registerPerson(user), await registerPerson(user)];
    const seenBy = async (identity: typeof staff) =>
      (await user.call(userQuery, { id: ada.id }, identity)).data.user?.email ?? null;
    expect(await seenBy(person(ada.id))).toBe(ada.email);
    expect(await seenBy(staff)).toBe(ada.email);
    expect(await seenBy(person(eve.id))).toBeNull();
    expect(await seenBy({ ...staff, tenantId: 'another-shop' })).toBeNull();
    expect(await seenBy({ ...person(ada.id), tenantId: 'another-shop' })).toBeNull();
  });

  it('is guarded the same way as an entity', async () => {
    const [ada, eve] = [await registerPerson(user), await registerPerson(user)];
    const representations = [ada, eve].map(({ id }) => ({ __typename: 'User', id }));
    const { data } = await user.call(documents.entities, { representations }, person(ada.id));
    expect(data._entities).toEqual([{ id: ada.id, email: ada.email }, null]);
    const unsigned = await user.call(documents.entities, { representations }, anyone);
    expect(unsigned.data._entities).toEqual([null, null]);
  });

  it('is the viewer of their own requests only', async () => {
    const ada = await registerPerson(user);
    expect((await user.call('{ viewer { id } }', {}, person(ada.id))).data.viewer.id).toBe(ada.id);
    expect((await user.call('{ viewer { id } }')).data.viewer).toBeNull();
  });

  it.each(['', 'x', 'ord_00000000000000000000000001', '\u0000', "usr_' OR 1=1 --", 'u'.repeat(10_000)])(
    'with the id %j does not exist',
    async (id) => {
      expect((await user.call(userQuery, { id }, staff)).data.user).toBeNull();
    },
  );
});

describe('the service', () => {
  it('answers nobody without the gateway’s signature', async () => {
    const response = await fetch(`${user.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { id } }' }),
    });
    expect(response.status).toBe(401);
  });

  it('needs as many statements for twenty people with addresses as for one', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await registerPerson(user)).id));
    const document = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on User { id email addresses { id } } } }`;
    const statements = async (people: string[]) => {
      const representations = people.map((id) => ({ __typename: 'User', id }));
      return countStatements(async () => {
        const { data } = await user.call(document, { representations }, staff);
        expect(data._entities).toHaveLength(people.length);
        expect(data._entities).not.toContain(null);
      });
    };
    expect(await statements(ids)).toBe(await statements(ids.slice(0, 1)));
  });
});

describe('the accounts of the demonstration', () => {
  it('are made once, announced, and refused in production', async () => {
    await seedUsers(user.app);
    await seedUsers(user.app);
    const events = await user.events('user.registered');
    const seeded = events.filter((event) => Object.values<unknown>(seedUserIds).includes(event['userId']));
    expect(seeded.map((event) => event['email'])).toEqual(['shopper@bazaar.example', 'staff@bazaar.example']);
    const input = { email: 'shopper@bazaar.example', password: 'bazaar-demo-1' };
    expect((await user.call(documents.signIn, { input })).data.result.user.id).toBe(seedUserIds.shopper);
    await expect(seedUsers({ ...user.app, production: true })).rejects.toThrow('not for production');
  });
});
