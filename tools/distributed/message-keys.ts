// Each service signs with a secret of its own, and is told those of the services whose messages it hears; no others'.

const hears: Readonly<Record<string, readonly string[]>> = {
  user: [],
  product: ['inventory'],
  inventory: ['order', 'product'],
  order: ['product', 'inventory', 'payment'],
  payment: ['order'],
  notification: ['user', 'order', 'payment'],
  gateway: ['user', 'order', 'inventory', 'notification'],
  'gateway-2': ['user', 'order', 'inventory', 'notification'],
};

/** `MESSAGE_KEYS` of a service of this set-up; its own comes first. */
export const messageKeysOf = (service: string): string =>
  [service, ...(hears[service] ?? [])]
    .map((each) => `${each}/1:bazaar-development-only-message-secret-of-${each}`)
    .join(',');
