// The executor alone on `node:http`: documents are parsed and validated once.
import { readFileSync } from 'node:fs';
import { createExecutor } from '@bazaar/executor';
import { parse, validate, type DocumentNode } from 'graphql';
import { serve } from './front.ts';

process.once('SIGINT', () => process.exit());
const executor = await createExecutor<Context>({
  supergraphSdl: readFileSync(process.argv[2]!, 'utf8'),
  http: { headersFor: ({ authorization }) => ({ authorization }) },
  shareFor: ({ authorization }) => (authorization === 'same' ? authorization : undefined),
});
const documents = new Map<string, DocumentNode>();

serve(async ({ query, variables }, { headers }) => {
  const context = { authorization: headers.authorization ?? '' };
  const answer = await executor.execute({ document: documentOf(query), variables, context });
  const { errors } = answer;
  return errors === undefined ? `{"data":${answer.takeDataText()}}` : JSON.stringify({ errors, data: null });
});

function documentOf(query: string): DocumentNode {
  const known = documents.get(query);
  if (known !== undefined) return known;
  const document = parse(query);
  const [problem] = validate(executor.schema, document);
  if (problem !== undefined) throw problem;
  documents.set(query, document);
  return document;
}

interface Context {
  readonly authorization: string;
}
