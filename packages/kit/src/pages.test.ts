import { describe, expect, it } from '@jest/globals';
import { AppError } from './errors.ts';
import { createCursorCodec, toConnection, toPageRequest } from './pages.ts';

const codec = createCursorCodec('a-secret-of-the-test');
const scope = { sort: 'TITLE' };

describe('pages', () => {
  it('give a cursor back as it was, and refuse one that was altered or belongs elsewhere', () => {
    const cursor = codec.encode(scope, ['Lamp', 12, null, 'prd_1']);
    expect(codec.decode(scope, cursor)).toEqual(['Lamp', 12, null, 'prd_1']);
    const tampered = `${Buffer.from('["Z"]').toString('base64url')}.${cursor.split('.')[1]}`;
    for (const wrong of [tampered, `${cursor}x`, `${cursor}.x`, '', '.', 'abc', "' OR 1=1"]) {
      expect(() => codec.decode(scope, wrong)).toThrow(AppError);
    }
    expect(() => codec.decode({ sort: 'PRICE' }, cursor)).toThrow('does not belong');
    expect(() => createCursorCodec('another').decode(scope, cursor)).toThrow(AppError);
  });

  it.each([
    [{ first: 0 }],
    [{ first: 101 }],
    [{ first: -1 }],
    [{ first: 2_147_483_647 }],
    [{ first: 1, last: 1 }],
    [{ last: 1, after: 'x' }],
    [{ first: 1, before: 'x' }],
  ])('refuse %j', (args) => {
    expect(() => toPageRequest(args, codec, scope)).toThrow(AppError);
  });

  it('know whether more follows, in both directions', () => {
    const forward = { limit: 2, backwards: false, position: null };
    expect(toConnection([1, 2, 3], forward, String).pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: '1',
      endCursor: '2',
    });
    const backward = { limit: 2, backwards: true, position: ['9'] };
    const page = toConnection([8, 7, 6], backward, String);
    expect(page.nodes).toEqual([7, 8]);
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect(toConnection([], forward, String).pageInfo.startCursor).toBeNull();
  });
});
