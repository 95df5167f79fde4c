import type { Client, TypedDocumentNode } from '@bazaar/client';
import { print } from 'graphql';

/** Tells a story step by step: what is done, the GraphQL of it, and what came back. */
export type Narrator = {
  chapter(title: string): void;
  say(line: string): void;
  /** Runs an operation and shows it; each document's text is shown once. */
  ask<Data, Variables extends Record<string, unknown>>(
    who: Client,
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
};

export function createNarrator(write: (line: string) => void, useColor: boolean): Narrator {
  const dim = (text: string) => (useColor ? `\u001b[2m${text}\u001b[0m` : text);
  const bold = (text: string) => (useColor ? `\u001b[1m${text}\u001b[0m` : text);
  const shown = new Set<unknown>();
  let chapters = 0;
  return {
    chapter: (title) => {
      chapters += 1;
      write(`\n${bold(`${chapters}. ${title}`)}`);
    },
    say: (line) => write(`   ${line}`),
    ask: async (who, document, variables) => {
      if (!shown.has(document)) {
        shown.add(document);
        write(dim(indent(withoutFragments(print(document)))));
      }
      write(dim(indent(`variables ${JSON.stringify(hideSecrets(variables))}`)));
      return who.data(document, variables);
    },
  };
}

const indent = (text: string) => text.replace(/^/gm, '   │ ');
const withoutFragments = (text: string) => text.replace(/\n\nfragment [^]*$/, '');

function hideSecrets(variables: Record<string, unknown>): unknown {
  return JSON.parse(
    JSON.stringify(variables, (name, value: unknown) => (/password|token/i.test(name) ? '…' : value)),
  ) as unknown;
}
