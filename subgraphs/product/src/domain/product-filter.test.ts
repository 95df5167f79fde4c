import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@bazaar/kit';
import { categoryDepthMax, pathBelow } from './category.ts';
import { filterDepth, viewOf } from './product-filter.ts';

describe('a view of the catalogue', () => {
  it('holds what is published, and everything for staff that reads or writes products', () => {
    expect(viewOf(anonymous)).toEqual({ tenantId: 'default', publishedOnly: true });
    expect(viewOf({ ...anonymous, permissions: ['order:read'] }).publishedOnly).toBe(true);
    expect(viewOf({ ...anonymous, permissions: ['product:read'] }).publishedOnly).toBe(false);
    expect(viewOf({ ...anonymous, permissions: ['product:write'] }).publishedOnly).toBe(false);
  });
});

describe('a filter', () => {
  it.each([
    [{}, 1],
    [{ search: 'lamp' }, 1],
    [{ and: [{}, {}] }, 2],
    [{ or: [{ not: {} }, {}] }, 3],
    [{ not: { and: [{ or: [{}] }] } }, 4],
  ])('like %j is nested %i deep', (filter, depth) => {
    expect(filterDepth(filter)).toBe(depth);
  });
});

describe('a category', () => {
  it('lies on the path from the top down to itself', () => {
    const home = {
      id: 'cat_1',
      tenantId: 'default',
      slug: 'home',
      name: 'Home',
      parentId: null,
      path: ['cat_1'],
    };
    expect(pathBelow(null, 'cat_1')).toEqual(['cat_1']);
    expect(pathBelow(home, 'cat_2')).toEqual(['cat_1', 'cat_2']);
    expect(categoryDepthMax).toBeGreaterThanOrEqual(3);
  });
});
