import { refusal } from '../errors.ts';

/** The parameters of GraphQL over HTTP; `query` and the variables' contents are not judged here. */
export type OperationParameters = {
  readonly query?: string;
  readonly documentId?: string;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Readonly<Record<string, unknown>>;
};

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Reads the parameters of a POST body or a socket's message; a wrong shape is BAD_REQUEST. */
export function readParameters(body: unknown): OperationParameters {
  if (!isObject(body)) throw refusal('BAD_REQUEST', 'The body is not a JSON object.');
  const { query, documentId, operationName, variables, extensions } = body;
  if (!isOptional(query, isString)) throw refusal('BAD_REQUEST', '`query` is a string.');
  if (!isOptional(documentId, isString)) throw refusal('BAD_REQUEST', '`documentId` is a string.');
  if (!isOptional(operationName, isString)) throw refusal('BAD_REQUEST', '`operationName` is a string.');
  if (!isOptional(variables, isObject)) throw refusal('BAD_REQUEST', '`variables` is an object.');
  if (!isOptional(extensions, isObject)) throw refusal('BAD_REQUEST', '`extensions` is an object.');
  const parameters: Mutable<OperationParameters> = {};
  if (query != null) parameters.query = query;
  if (documentId != null) parameters.documentId = documentId;
  if (operationName != null) parameters.operationName = operationName;
  if (variables != null) parameters.variables = variables;
  if (extensions != null) parameters.extensions = extensions;
  return parameters;
}

/** Reads the parameters of a GET request's query string. */
export function readSearchParameters(search: URLSearchParams): OperationParameters {
  const given: Record<string, unknown> = {};
  for (const [name, value] of search) {
    if (name in given) throw refusal('BAD_REQUEST', `\`${name}\` is given twice.`);
    if (value === '') continue;
    given[name] = name === 'variables' || name === 'extensions' ? parseJson(name, value) : value;
  }
  return readParameters(given);
}

/** The query string of a GET request that asks for exactly these parameters. */
export function toSearch(parameters: OperationParameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return `?${search.toString()}`;
}

function parseJson(name: string, value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw refusal('BAD_REQUEST', `\`${name}\` is no valid JSON.`);
  }
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOptional = <T>(value: unknown, is: (value: unknown) => value is T): value is T | null | undefined =>
  value === undefined || value === null || is(value);
