// Stage 4. Sends a compiled plan's requests as early as their order allows and puts the answers together.
// Errors are kept with internal paths; what the client sees is made by the projection.
import type { CachePolicy } from './cache-policy.ts';
import type { CompiledEntities, CompiledPlan, CompiledRequest } from './compile.ts';
import { contextVariables, gatherByContext, type Contexts } from './contexts.ts';
import { gatherEntities, type GatheredEntities } from './entities.ts';
import { downstreamCode, downstreamMessage } from './errors.ts';
import { isRecord, type JsonObject } from './json.ts';
import { mergeObject } from './merge-object.ts';
import { pathsTo, visitSlots, type PathStep, type ResponsePath } from './positions.ts';
import type { SupergraphTypes } from './supergraph-types.ts';

/** Fills `run.data` and `run.errors`. Never rejects: a failed request is an error in the answer. */
export function executePlan<Context>(plan: CompiledPlan, run: Run<Context>): Promise<unknown> {
  return whenAll(startRequests(plan.requests, run));
}

/** Most often there is one to wait for. */
function whenAll(ends: readonly Promise<void>[]): Promise<unknown> {
  return ends.length === 1 ? ends[0]! : Promise.all(ends);
}

/** As `executePlan`; answers the end of each request. */
export function startRequests<Context>(
  requests: readonly CompiledRequest[],
  run: Run<Context>,
): readonly Promise<void>[] {
  const ends: Promise<void>[] = [];
  for (const request of requests) {
    const awaited = request.after.map((index) => ends[index]!);
    const end = awaited.length === 0 ? send(request, run) : whenAll(awaited).then(() => send(request, run));
    ends.push(end);
  }
  return ends;
}

function send<Context>(request: CompiledRequest, run: Run<Context>): Promise<void> {
  if (isAborted(run)) return nothingSent;
  if (request.contexts !== undefined) return sendInContexts(request.contexts, run);
  if (request.at !== undefined && objectsAt(request.at, run).size === 0) return nothingSent;
  const gathered = request.entities.map((entities) => gatherEntities(entities, run.data, run.awaited));
  return ask(request, gathered, run, run.variables);
}

function sendInContexts<Context>(contexts: Contexts, run: Run<Context>): Promise<void> {
  const groups = gatherByContext(contexts, run.data, run.awaited);
  if (groups.length === 0) return nothingSent;
  const variables = new Map([...run.variables, ...contextVariables(groups)]);
  return ask(contexts.requestFor(groups.length), groups, run, variables);
}

const nothingSent = Promise.resolve();

async function ask<Context>(
  request: CompiledRequest,
  gathered: readonly GatheredEntities[],
  run: Run<Context>,
  variables: RunState['variables'],
): Promise<void> {
  if (request.kind === 'entities' && gathered.every(({ texts }) => texts.length === 0)) return;
  try {
    const reply = await run.callSubgraph({
      subgraph: request.subgraph,
      isMutation: request.isMutation,
      body: bodyOf(request, gathered, variables),
      context: run.context,
      signal: run.signal,
    });
    receive(request, gathered, reply, run);
  } catch (cause) {
    if (isAborted(run)) return;
    run.cachePolicy.restrict(undefined);
    run.onFailure?.(request.subgraph, cause);
    run.errors.push({
      message: downstreamMessage,
      path: commonPath(request),
      extensions: { code: downstreamCode },
    });
  }
}

function isAborted<Context>({ signal }: Run<Context>): boolean {
  return signal?.aborted === true;
}

function bodyOf(
  request: CompiledRequest,
  gathered: readonly GatheredEntities[],
  variables: RunState['variables'],
): string {
  let text = '';
  request.entities.forEach(({ variable }, index) => {
    text += `${text === '' ? '' : ','}"${variable}":[${gathered[index]!.texts.join()}]`;
  });
  for (const name of request.variables) {
    const json = variables.get(name);
    if (json !== undefined) text += `${text === '' ? '' : ','}"${name}":${json}`;
  }
  return `${request.bodyStart}${text}}}`;
}

function receive(
  request: CompiledRequest,
  gathered: readonly GatheredEntities[],
  reply: SubgraphReply,
  run: RunState,
): void {
  const data = isRecord(reply.data) ? reply.data : undefined;
  const errors = Array.isArray(reply.errors) ? reply.errors : [];
  if (data === undefined && errors.length === 0) throw new Error('The answer holds neither data nor errors');
  if (reply.extensions !== undefined) run.extensions?.push(reply.extensions);
  run.cachePolicy.restrict(reply.cacheControl);
  if (reply.isPlain !== true) run.isPlain = false;
  if (request.kind === 'root') {
    receiveRoot(request, data, errors, run);
    return;
  }
  if (data !== undefined) {
    request.entities.forEach((entities, index) => mergeEntities(entities, gathered[index]!, data, run));
  }
  for (const error of errors) {
    for (const path of entityErrorPaths(request, gathered, pathOf(error), run)) addError(run, error, path);
  }
}

function receiveRoot(
  request: CompiledRequest,
  data: JsonObject | undefined,
  errors: readonly unknown[],
  run: RunState,
): void {
  const objects = request.at === undefined ? new Set([run.data]) : objectsAt(request.at, run);
  request.rewriteOutput?.rewrite(data);
  if (data !== undefined) for (const object of objects) mergeObject(object, data, run.types.isObject);
  for (const error of errors) {
    const path = pathOf(error);
    const inside = path && (request.rewriteOutput?.rewritePath(path) ?? path);
    if (inside === undefined) addError(run, error, commonPath(request));
    else if (request.at === undefined) addError(run, error, inside);
    else
      for (const start of pathsTo(run.data, request.at, objects)) addError(run, error, [...start, ...inside]);
  }
}

function objectsAt(path: readonly PathStep[], { data }: RunState): Set<JsonObject> {
  const objects = new Set<JsonObject>();
  visitSlots(data, path, (object) => void objects.add(object));
  return objects;
}

function mergeEntities(
  entities: CompiledEntities,
  { texts, targets }: GatheredEntities,
  data: JsonObject,
  run: RunState,
): void {
  const received = data[entities.responseKey];
  if (texts.length === 0 || received == null) return;
  if (!Array.isArray(received) || received.length !== texts.length) {
    throw new Error(`_entities must be a list of ${texts.length}`);
  }
  received.forEach((entity, index) => {
    if (!isRecord(entity)) return;
    entities.rewriteOutput?.rewrite(entity);
    let last: JsonObject | undefined;
    for (const { object } of targets[index]!) {
      const own = entities.isIsolated === true ? structuredClone(entity) : entity;
      if (object !== last) mergeObject(object, own, run.types.isObject);
      last = object;
    }
  });
}

// An error under `_entities.3.name` belongs to every place where the fourth entity stands.
function entityErrorPaths(
  request: CompiledRequest,
  gathered: readonly GatheredEntities[],
  path: ResponsePath | undefined,
  run: RunState,
): readonly ResponsePath[] {
  const [responseKey, entityIndex, ...rest] = path ?? [];
  const part = request.entities.findIndex((entities) => entities.responseKey === responseKey);
  const targets = typeof entityIndex === 'number' ? gathered[part]?.targets[entityIndex] : undefined;
  if (targets === undefined) return [commonPath(request)];
  const end = request.entities[part]?.rewriteOutput?.rewritePath(rest) ?? rest;
  const objects = new Set(targets.map(({ object }) => object));
  const members = [...new Set(targets.map(({ member }) => member))];
  return members.flatMap((member) => {
    const memberPath = request.entities[part]!.members[member]!.path;
    return pathsTo(run.data, memberPath, objects).map((start) => [...start, ...end]);
  });
}

function addError(run: RunState, error: unknown, path: ResponsePath): void {
  const { message, extensions } = isRecord(error) ? error : {};
  run.errors.push({
    message: typeof message === 'string' ? message : downstreamMessage,
    path,
    extensions: isRecord(extensions) ? publicExtensions(extensions) : undefined,
  });
}

// What tells of a subgraph's inside stays inside.
function publicExtensions({
  stacktrace: _s,
  exception: _e,
  ...extensions
}: JsonObject): JsonObject | undefined {
  return Object.keys(extensions).length === 0 ? undefined : extensions;
}

function pathOf(error: unknown): ResponsePath | undefined {
  const path = isRecord(error) ? error.path : undefined;
  if (!Array.isArray(path)) return undefined;
  return path.filter((step): step is string | number => typeof step === 'string' || typeof step === 'number');
}

// The nearest place that everything a request serves lies under.
function commonPath(request: CompiledRequest): ResponsePath {
  if (request.kind === 'root') {
    const start = (request.at ?? []).map(({ key }) => key);
    const firstList = start.indexOf('@');
    if (firstList >= 0) return start.slice(0, firstList);
    return request.rootKeys.length === 1 ? [...start, ...request.rootKeys] : start;
  }
  const paths = request.entities.flatMap(({ members }) =>
    members.map(({ path }) => path.map(({ key }) => key)),
  );
  const [first = [], ...others] = paths;
  const length = first.findIndex(
    (step, index) => step === '@' || others.some((path) => path[index] !== step),
  );
  if (length >= 0) return first.slice(0, length);
  // A request for a single field is that field.
  const onlyKey = request.entities[0]?.onlyKey;
  return onlyKey === undefined ? first : [...first, onlyKey];
}

/** One execution: what it is given and what it fills. */
export interface Run<Context> extends RunState {
  readonly callSubgraph: CallSubgraph<Context>;
  readonly context: Context;
  readonly signal: AbortSignal | undefined;
  readonly onFailure: ((subgraph: string, cause: unknown) => void) | undefined;
}

export interface RunState {
  readonly types: SupergraphTypes;
  /** JSON texts by internal variable name; one that is missing was not provided. */
  readonly variables: ReadonlyMap<string, string>;
  readonly data: JsonObject;
  /** Whether all that the data has come from was `SubgraphReply.isPlain`. */
  isPlain: boolean;
  /** The objects that requests have been sent for. */
  readonly awaited: Set<JsonObject>;
  readonly errors: InternalError[];
  /** What subgraphs sent as `extensions`; undefined where nobody wants them. */
  readonly extensions: unknown[] | undefined;
  readonly cachePolicy: CachePolicy;
}

/** An error whose path has the keys of the fetched data. */
export interface InternalError {
  readonly message: string;
  readonly path: ResponsePath;
  readonly extensions: JsonObject | undefined;
}

/** Asks a subgraph. Rejects when no GraphQL answer came; the reason never reaches the client. */
export type CallSubgraph<Context> = (call: SubgraphCall<Context>) => Promise<SubgraphReply>;

export interface SubgraphCall<Context> {
  readonly subgraph: string;
  readonly isMutation: boolean;
  /** The JSON text of `{ query, operationName, variables }`. */
  readonly body: string;
  readonly context: Context;
  readonly signal: AbortSignal | undefined;
}

/** A subgraph's parsed answer. The executor keeps and changes it: it must not be used by anyone else. */
export interface SubgraphReply {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: unknown;
  /** The header of that name, if the answer came over HTTP. */
  readonly cacheControl?: string | undefined;
  /** True if JSON writes all its strings as they are, between quotes; unless told, each is looked at. */
  readonly isPlain?: boolean;
}
