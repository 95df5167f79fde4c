import { describe, expect, it } from '@jest/globals';
import { addDependency, addImports, addItem, AnchorError, append, insertBefore } from './insertions.ts';

const list = { opens: 'const names = [', closes: '] as const' };

describe('an insertion', () => {
  it.each([
    ["const names = ['a'] as const;\n", 'on one line'],
    ["const names = [\n  'a',\n] as const;\n", 'on several'],
  ])('adds an item to the end of a list: %j', (text) => {
    expect(addItem(text, list, "'b'").replaceAll(/\s/g, '')).toBe("constnames=['a','b',]asconst;");
  });

  it('puts imports after the last one, also after one of several lines', () => {
    const text = "import a from 'a';\nimport {\n  b,\n} from 'b';\n\nexport const c = a;\n";
    expect(addImports(text, ["import d from 'd';"])).toBe(
      "import a from 'a';\nimport {\n  b,\n} from 'b';\nimport d from 'd';\n\nexport const c = a;\n",
    );
  });

  it('stands before its anchor', () => {
    expect(insertBefore('switch { case b: }', 'case b:', 'case a: ')).toBe('switch { case a: case b: }');
  });

  it('ends a file with one line break', () => {
    expect(append('a\n\n', 'b')).toBe('a\nb\n');
  });

  it('keeps dependencies in order', () => {
    const text = addDependency(
      '{ "name": "n", "dependencies": { "@bazaar/a": "workspace:*", "zod": "catalog:" } }',
      '@bazaar/b',
    );
    expect(Object.keys((JSON.parse(text) as { dependencies: object }).dependencies)).toEqual([
      '@bazaar/a',
      '@bazaar/b',
      'zod',
    ]);
  });

  it('is refused where its anchor is missing, or stands twice', () => {
    expect(() => addItem('const others = [];', list, "'b'")).toThrow(AnchorError);
    expect(() => addItem('const names = [', list, "'b'")).toThrow(AnchorError);
    expect(() => insertBefore('case b: case b:', 'case b:', '')).toThrow(AnchorError);
    expect(() => addImports('export const a = 1;', [])).toThrow(AnchorError);
  });
});
