import { demoPassword, shopperEmail, staffEmail } from './demo-accounts.ts';
import type { PlatformState } from './state-file.ts';

/** What someone who has just started the platform wants to know. */
export function readyScreen(state: PlatformState): string {
  return `
  Bazaar is open.

  GraphQL        ${state.graphqlUrl}   (HTTP and WebSocket)
  Explorer       ${state.gatewayUrl}/explorer   (works without the internet; Apollo Sandbox: ${state.gatewayUrl})
  Mails          ${state.mailUrl}
  Payments       ${state.simulatorUrl}   (simulated provider)

  Shopper        ${shopperEmail} / ${demoPassword}
  Staff          ${staffEmail} / ${demoPassword}
  Partner key    ${state.partnerKey}   (header x-api-key; runs what its manifest lists:
                 ${state.partnerManifest})

  Try this query in the explorer:

    { products(first: 3) { nodes { title priceFrom { formatted } variants { sku availability { available } } } } }

  A shopper's day, step by step:  npm run demo        Stop: Ctrl-C
`;
}
