import { describe, expect, it } from '@jest/globals';
import { tidyTitle } from './sample-thing.ts';

describe('a title', () => {
  it('differs from another by its words only', () => {
    expect(tidyTitle('  so \n  good ')).toBe('so good');
  });

  it('stays as it is when it is tidy', () => {
    expect(tidyTitle('so good')).toBe('so good');
  });
});
