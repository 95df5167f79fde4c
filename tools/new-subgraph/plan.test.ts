import { describe, expect, it } from '@jest/globals';
import { root } from '../lib/workspace.ts';
import { freePort, freePrefix } from './plan.ts';

describe('a new subgraph', () => {
  it('gets three letters of its name that no other id begins with', () => {
    expect(freePrefix(root, 'review')).toBe('rev');
    expect(freePrefix(root, 'orderbook')).toBe('ore');
  });

  it('gets a port that no service has as its own', () => {
    expect(freePort(root)).toBeGreaterThan(4007);
    expect([4010, 4025, 4080]).not.toContain(freePort(root));
  });
});
