import type { ServerResponse } from 'node:http';

/** Ends when the connection is closed before the answer has been sent. */
export function untilClientLeaves(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
