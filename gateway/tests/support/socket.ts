import { createClient, type Client, type SubscribePayload } from 'graphql-ws';
import WebSocket from 'ws';

/** A client of graphql-transport-ws that never comes back by itself. */
export function connect(url: string, connectionParams: Record<string, unknown> = {}): TestSocket {
  const closed: number[] = [];
  const client: Client = createClient({
    ...{ url, connectionParams, retryAttempts: 0, lazy: true, webSocketImpl: WebSocket },
    lazyCloseTimeout: 5_000,
    onNonLazyError: () => undefined,
    on: { closed: (event) => closed.push((event as { code: number }).code) },
  });
  return {
    closed,
    subscribe(payload) {
      const answers: LiveAnswer[] = [];
      const subscription: LiveSubscription = { answers, isDone: false, stop: () => undefined };
      subscription.stop = client.subscribe<Record<string, unknown>>(payload, {
        next: (answer) => void answers.push(answer as LiveAnswer),
        error: (error) => {
          subscription.error = error;
          subscription.isDone = true;
        },
        complete: () => void (subscription.isDone = true),
      });
      return subscription;
    },
    dispose: () => client.dispose(),
  };
}

export type LiveAnswer = {
  data?: Record<string, Record<string, unknown>> | null;
  errors?: { message: string; extensions: { code: string } }[];
};

export type LiveSubscription = {
  answers: LiveAnswer[];
  isDone: boolean;
  /** What the server sent as `error`, or the close event. */
  error?: unknown;
  stop: () => void;
};

export type TestSocket = {
  closed: number[];
  subscribe(payload: SubscribePayload): LiveSubscription;
  dispose(): void | Promise<void>;
};
