import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { person, registerPerson, startUserService, type Fixture } from './support.ts';

let user: Fixture;
beforeAll(async () => {
  user = await startUserService();
});
afterAll(() => user.stop());

const fields = 'id name line1 line2 city region postalCode country isDefault';
const error = '... on UserError { code path }';
const create = `mutation ($input: AddressInput!) { result: addressCreate(input: $input) { __typename
  ... on AddressCreateSuccess { address { ${fields} } } ${error} } }`;
const update = `mutation ($input: AddressUpdateInput!) { result: addressUpdate(input: $input) { __typename
  ... on AddressUpdateSuccess { address { ${fields} } } ${error} } }`;
const remove = `mutation ($input: AddressDeleteInput!) { result: addressDelete(input: $input) { __typename
  ... on AddressDeleteSuccess { deletedId } ${error} } }`;
const home = { name: 'Ada', line1: '1 Quay', city: 'Bristol', postalCode: 'BS1 4DJ', country: 'GB' };

async function newPerson() {
  const me = person((await registerPerson(user)).id);
  const run = async (document: string, input: object) =>
    (await user.call(document, { input }, me)).data?.result;
  return {
    me,
    run,
    add: async (input: object = {}) => (await run(create, { ...home, ...input })).address,
    book: async () =>
      (await user.call(`{ viewer { addresses { ${fields} } } }`, {}, me)).data.viewer.addresses as {
        id: string;
        isDefault: boolean;
      }[],
  };
}
const defaults = (book: { id: string; isDefault: boolean }[]) =>
  book.filter((address) => address.isDefault).map((address) => address.id);

describe('an address book', () => {
  it('keeps what it is given; its first address is the default', async () => {
    const ada = await newPerson();
    const first = await ada.add({ line2: 'Flat 2' });
    expect(first).toEqual({ ...home, id: first.id, line2: 'Flat 2', region: null, isDefault: true });
    const second = await ada.add();
    expect(await ada.book()).toEqual([first, second]);
    expect(defaults(await ada.book())).toEqual([first.id]);
  });

  it('has one default, which moves on demand', async () => {
    const ada = await newPerson();
    const [first, second] = [await ada.add(), await ada.add({ isDefault: true })];
    expect(defaults(await ada.book())).toEqual([second.id]);
    await ada.run(update, { id: first.id, isDefault: true });
    expect(defaults(await ada.book())).toEqual([first.id]);
    const refused = await ada.run(update, { id: first.id, isDefault: false });
    expect(refused).toMatchObject({ __typename: 'ValidationError', path: ['isDefault'] });
  });

  it('passes the default on when it is removed', async () => {
    const ada = await newPerson();
    const [first, , third] = [await ada.add(), await ada.add(), await ada.add()];
    expect(await ada.run(remove, { id: first.id })).toMatchObject({ deletedId: first.id });
    expect(defaults(await ada.book())).toEqual([third.id]);
    expect((await ada.run(remove, { id: first.id })).__typename).toBe('NotFoundError');
  });

  it('changes what is given and leaves the rest', async () => {
    const ada = await newPerson();
    const address = await ada.add({ region: 'Avon' });
    const result = await ada.run(update, { id: address.id, city: 'Bath', region: null, name: null });
    expect(result.address).toEqual({ ...address, city: 'Bath', region: null });
    expect(await ada.book()).toEqual([result.address]);
  });

  it('keeps one default and its limit when fifty-five are added at once', async () => {
    const ada = await newPerson();
    await Promise.all(Array.from({ length: 55 }, () => ada.run(create, { ...home, isDefault: true })));
    const book = await ada.book();
    expect(book).toHaveLength(50);
    expect(defaults(book)).toHaveLength(1);
  });

  it('is nobody else’s', async () => {
    const [ada, eve] = [await newPerson(), await newPerson()];
    const address = await ada.add();
    expect((await eve.run(update, { id: address.id, city: 'Bath' })).__typename).toBe('NotFoundError');
    expect((await eve.run(remove, { id: address.id })).__typename).toBe('NotFoundError');
    expect(await ada.book()).toEqual([address]);
    const { errors } = await user.call(create, { input: home });
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['an empty name', { name: ' ' }],
    ['a NUL', { city: 'a\u0000b' }],
    ['a huge line', { line1: 'x'.repeat(5_000) }],
    ['no country', { country: 'Germany' }],
    ['a missing city', { city: undefined }],
  ])('refuses %s', async (_name, input) => {
    const ada = await newPerson();
    const { data, errors } = await user.call(create, { input: { ...home, ...input } }, ada.me);
    expect(errors?.[0]?.extensions.code ?? data.result.__typename).toMatch(/BAD_USER_INPUT|ValidationError/);
  });

  it.each(['', 'x', 'usr_00000000000000000000000001', "adr_' OR 1=1", newId('Address')])(
    'knows no address %j',
    async (id) => {
      const ada = await newPerson();
      const { __typename } = await ada.run(remove, { id });
      expect(['NotFoundError', 'ValidationError']).toContain(__typename);
    },
  );
});
