import { takeBatch } from './queue.ts';
import { batchBody, batchRequest } from './request.ts';
import { attempt } from './storage.ts';

type FetchLater = (url: string, init: RequestInit) => { activated: boolean };

// Not within track(), and not often: arming costs a quarter of a millisecond.
const DELAY_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;
let net: AbortController | undefined;

/**
 * Leaves what is queued with the browser, where it can (`fetchLater`): it sends it when the page's process dies. The next
 * page asks the collector whether it has.
 */
export function armCrashNet(): void {
  timer ??= setTimeout(arm, DELAY_MS);
}

/** Takes the net away: the messages are being sent, or must not be. */
export function disarmCrashNet(): void {
  clearTimeout(timer);
  timer = undefined;
  net?.abort();
}

function arm(): void {
  disarmCrashNet();
  net = new AbortController();
  // It throws over the browser's quota, or where the page's permissions policy forbids it.
  attempt(() =>
    (globalThis as { fetchLater?: FetchLater }).fetchLater?.(...batchRequest(batchBody(takeBatch(), []), net?.signal)),
  );
}
