import { MAX_KEEPALIVE_BYTES } from '@kith/protocol';
import { batchBody, batchUrl } from './post.ts';
import { ownEntries } from './queue.ts';
import { takeBatch } from './take-batch.ts';

type FetchLater = (url: string, init: RequestInit) => { activated: boolean };

// Not within track(), and not often: arming costs a quarter of a millisecond.
const FIRST_MS = 100;
const AGAIN_MS = 250;

let timer: ReturnType<typeof setTimeout> | undefined;
let net: AbortController | undefined;

/**
 * Leaves what is queued with the browser, where it can (`fetchLater`): it sends it when the page's process dies. What
 * arrives that way and again on the next visit counts once, as any duplicate does.
 */
export function armCrashNet(): void {
  const { fetchLater } = globalThis as { fetchLater?: FetchLater };
  if (fetchLater) timer ??= setTimeout(() => arm(fetchLater), net ? AGAIN_MS : FIRST_MS);
}

/** Takes the net away: the messages are being sent, or must not be. */
export function disarmCrashNet(): void {
  clearTimeout(timer);
  timer = undefined;
  net?.abort();
  net = undefined;
}

function arm(fetchLater: FetchLater): void {
  disarmCrashNet();
  const [entries] = takeBatch(ownEntries(), MAX_KEEPALIVE_BYTES);
  const armed = new AbortController();
  try {
    fetchLater(batchUrl(), { method: 'POST', body: batchBody(entries), credentials: 'omit', signal: armed.signal });
    net = armed;
  } catch {} // over the browser's quota, or switched off by the page's permissions policy
}
