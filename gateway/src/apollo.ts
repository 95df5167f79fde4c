import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '@bazaar/kit';
import type { Config } from './config.ts';
import type { GatewayContext } from './request-context.ts';
import { createEdgeErrorFormatter } from './format-error.ts';
import { setCacheHeader } from './operations/cache-header.ts';
import { createDeferral } from './operations/deferral.ts';
import { createExplain } from './operations/explain.ts';
import { checkIdempotencyKey } from './operations/idempotency-key.ts';
import { setLegacyStatus } from './operations/legacy-status.ts';
import { createOperationPlugin } from './operations/operation-plugin.ts';
import { createRequestLog } from './operations/request-log.ts';
import { createInspectionCheck, type Inspect } from './protection/inspect.ts';
import type { Execution } from './supergraph/execution.ts';
import type { Generations } from './supergraph/generations.ts';

/** Apollo Server, which parses, validates and answers; all that is ours hangs on it as plugins. */
export function createApollo(parts: {
  config: Config;
  execution: Execution;
  generations: Generations;
  inspect: Inspect;
  logger: Logger;
}): ApolloServer<GatewayContext> {
  const { config, logger } = parts;
  const formatError = createEdgeErrorFormatter(logger, config.showsSubgraphErrors);
  return new ApolloServer<GatewayContext>({
    gateway: parts.execution.gateway,
    stringifyResult: parts.execution.stringifyResult,
    formatError,
    introspection: config.introspection,
    csrfPrevention: config.csrfPrevention,
    parseOptions: { maxTokens: config.limits.tokensMax },
    status400ForVariableCoercionErrors: true,
    // Registering operations by using them would go around the manifests.
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: quiet,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      createExplain(parts.execution.explain),
      createDeferral(parts.execution.executeIncrementally, formatError),
      createOperationPlugin({
        checks: [createInspectionCheck(parts.inspect, parts.generations), checkIdempotencyKey],
        steps: [setCacheHeader, setLegacyStatus, createRequestLog(logger)],
      }),
    ],
  });
}

/** Failures of operations are logged by the formatter; a failed start is thrown. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
