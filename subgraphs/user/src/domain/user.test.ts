import { describe, expect, it } from '@jest/globals';
import { isPasswordGuessable } from './user.ts';

describe('a password', () => {
  it('is not the address of its account, in whatever case, nor the part before the @', () => {
    expect(isPasswordGuessable('Sam@Example.com', 'sam@example.com')).toBe(true);
    expect(isPasswordGuessable('longlocalpart', 'longlocalpart@example.com')).toBe(true);
    expect(isPasswordGuessable('correct horse', 'sam@example.com')).toBe(false);
  });
});
