import { describe, expect, it } from '@jest/globals';
import { BoundedCache } from './bounded-cache.ts';

describe('bounded cache', () => {
  it('makes a value once for all who ask at a time', async () => {
    const cache = new BoundedCache<number>(2);
    let made = 0;
    const make = async (): Promise<number> => ++made;
    expect(await Promise.all([cache.getOrMake('a', make), cache.getOrMake('a', make)])).toEqual([1, 1]);
  });

  it('lets go of what was asked for longest ago', async () => {
    const cache = new BoundedCache<string>(2);
    for (const key of ['a', 'b', 'a', 'c']) await cache.getOrMake(key, async () => key);
    expect(await cache.getOrMake('a', async () => 'made anew')).toBe('a');
    expect(await cache.getOrMake('b', async () => 'made anew')).toBe('made anew');
  });

  it('does not keep a failure', async () => {
    const cache = new BoundedCache<string>(2);
    await expect(cache.getOrMake('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.getOrMake('a', async () => 'yes')).toBe('yes');
  });
});
