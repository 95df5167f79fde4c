// One name in all the forms that code, tables, topics and prose need.
// The template is code about a "sample thing": two words, so that each form of it can be told from the others.

export type Names = Readonly<Record<'kebab' | 'snake' | 'camel' | 'pascal' | 'words', string>>;

/** `gift-card` → `gift_card`, `giftCard`, `GiftCard`, "gift card". */
export function namesOf(kebab: string): Names {
  const words = kebab.split('-');
  const pascal = words.map(capitalised).join('');
  return {
    kebab,
    snake: words.join('_'),
    camel: `${words[0]}${words.slice(1).map(capitalised).join('')}`,
    pascal,
    words: words.join(' '),
  };
}

export const placeholder = namesOf('sample-thing');
/** Stand for the port and for the prefix of ids in the template. */
export const placeholderPort = '4999';
export const placeholderPrefix = 'zzz';

/** A text or a path of the template, about the new subgraph. */
export function rename(text: string, { names, port, prefix }: Choice): string {
  const forms = [
    [`a ${placeholder.words}`, `${article(names.words)} ${names.words}`],
    [`A ${placeholder.words}`, `${capitalised(article(names.words))} ${names.words}`],
    [plural(placeholder.words), plural(names.words)],
    [plural(placeholder.camel), plural(names.camel)],
    [plural(placeholder.pascal), plural(names.pascal)],
    [plural(placeholder.kebab), plural(names.kebab)],
    [placeholder.words, names.words],
    [placeholder.camel, names.camel],
    [placeholder.pascal, names.pascal],
    [placeholder.kebab, names.kebab],
    [placeholder.snake, names.snake],
    [placeholderPort, String(port)],
    [`${placeholderPrefix}_`, `${prefix}_`],
  ] as const;
  const replacements = new Map<string, string>(forms);
  // One pass, longest first: what was put in is never replaced again.
  const pattern = new RegExp([...replacements.keys()].join('|'), 'g');
  return text.replaceAll(pattern, (found) => replacements.get(found)!);
}

/** Good enough for the names of things: reviews, gift cards, wishes, categories. */
export function plural(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

const article = (noun: string): string => (/^[aeio]/.test(noun) ? 'an' : 'a');
function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** What was decided about the new subgraph. */
export type Choice = {
  readonly names: Names;
  /** Of its process, when each service has one of its own. */
  readonly port: number;
  /** Three letters before each id: `rev` of `rev_01…`. */
  readonly prefix: string;
};
