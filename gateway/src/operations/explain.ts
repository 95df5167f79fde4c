import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { hasPermission } from '@bazaar/kit';
import type { GatewayContext } from '../request-context.ts';
import type { Execution } from '../supergraph/execution.ts';

const header = 'bazaar-explain';
const permission = 'gateway:explain';

/**
 * Shows staff how an operation is answered: normalised operation, query plan, requests by wave, in `extensions.explain`.
 * `bazaar-explain: plan` adds that to the answer; `only` executes nothing. Without the permission the header is as
 * good as absent.
 */
export function createExplain(explain: Execution['explain']): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: async ({ request, contextValue }) => {
      const asked = request.http?.headers.get(header);
      const isAsked = asked === 'plan' || asked === 'only';
      if (!explain || !isAsked || !hasPermission(contextValue.viewer.identity, permission)) return;
      const { operationName, variables } = request;
      return {
        responseForOperation: async ({ document }) => {
          if (asked === 'plan') return null;
          const extensions = { explain: await explain({ document, operationName, variables }) };
          const http = { status: undefined, headers: new HeaderMap() };
          return { http, body: { kind: 'single', singleResult: { data: null, extensions } } };
        },
        willSendResponse: async ({ document, response: { body } }) => {
          // What was not executed has no plan.
          if (asked !== 'plan' || !document || body.kind !== 'single') return;
          if (body.singleResult.data === undefined) return;
          const explained = await explain({ document, operationName, variables });
          body.singleResult.extensions = { ...body.singleResult.extensions, explain: explained };
        },
      };
    },
  };
}
