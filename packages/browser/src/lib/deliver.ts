import { armCrashNet, disarmCrashNet } from './crash-net.ts';
import { currentPerson } from './identity.ts';
import { withLock } from './lock.ts';
import {
  adoptOrphans,
  drop,
  enqueue,
  FLUSH_DELAY_MS,
  forget,
  isEmpty,
  isWaiting,
  orphans,
  own,
  takeBatch,
  travelling,
} from './queue.ts';
import { report } from './report.ts';
import { batchBody, batchRequest } from './request.ts';
import { read, write } from './storage.ts';

const MIN_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
const MAX_RETRY_AFTER_MS = 300_000;
const TIMEOUT_MS = 30_000;

// Captured when the script loads: pages and other scripts replace fetch later.
const nativeFetch = globalThis.fetch;

/** Whether messages are delivered: the person allows it, and the page is seen. */
export let isOpen = false;

let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;

let encode: ((text: string) => Promise<string | Blob>) | undefined;

/** Makes a function encode the bodies of requests. */
export function encodeWith(newEncode: typeof encode): void {
  encode = newEncode;
}

/** Starts or stops delivery; while it is stopped messages only queue up. */
export function setDelivery(open: boolean): void {
  isOpen = open;
  if (open) schedule();
  else disarmCrashNet();
}

/** Queues a message and sees to it that it is sent. */
export function deliver(id: string, text: string): void {
  enqueue(id, text);
  report('queued', text);
  schedule();
  armCrashNet();
}

/** Sends after `delayMs`, unless there is an appointment already: after failures, the next try. */
function schedule(delayMs = FLUSH_DELAY_MS): void {
  timer ??= setTimeout(sendQueued, delayMs);
}

/**
 * Sends everything that may be sent, one request after the other, while no other tab does.
 * Whether the browser believes to be online does not matter: it is often wrong. Never rejects.
 */
function sendQueued(): Promise<void> {
  clearTimeout(timer);
  return withLock(sendAll)
    .catch((error) => report('error', error))
    .then(() => {
      if (isOpen && !isEmpty()) schedule();
    });
}

async function sendAll(): Promise<void> {
  timer = undefined; // only now, so that no more than one waits for other tabs
  if (!isOpen) return;
  currentPerson(); // puts back what a page's localStorage.clear() took: its absence would look like delivery
  await send(orphans());
}

/** Sends this page's messages at once, in a request which outlives it. For the moment it is hidden or left. */
export function sendBeforeLeaving(): void {
  if (isOpen) void send([], true);
}

/** Sends what fits into a request, and asks for what is lost; then what did not fit. */
async function send(lost: readonly string[], isLeaving?: boolean): Promise<void> {
  disarmCrashNet();
  const quietMs = Number(read('retryAt')) - Date.now();
  // A clock set back must not make it endless.
  if (quietMs > 0 && quietMs <= MAX_RETRY_AFTER_MS) return schedule(quietMs);
  const ids = takeBatch();
  if (!ids[0] && !lost[0]) return;
  // What is said while the request is under way has time until the next round.
  const hasMore = lost[0] || ids.length < own.size;
  const text = batchBody(ids, lost);
  let body: string | Blob = text;
  if (encode && !isLeaving) {
    body = await encode(text);
    // Meanwhile the page may have been hidden, and all sent; or consent withdrawn.
    if (!isOpen || !ids.every(isWaiting)) return;
  }

  // After a failure without keepalive: its quota may have been the reason.
  const keepalive = isLeaving || !failures;
  if (keepalive) for (const id of ids) travelling.add(id);
  let status = 0;
  let waitMs = 0;
  let confirmed: readonly string[] = [];
  try {
    const response = await nativeFetch(...batchRequest(body, AbortSignal.timeout?.(TIMEOUT_MS), keepalive));
    waitMs = Number(response.headers.get('Retry-After')) * 1000;
    // Read in any case: an unread answer keeps its bytes of the keepalive quota.
    const answer = await response.json();
    // Others answer too: a captive portal with 200, a proxy with 404 while the collector restarts. They do not say `success`.
    if (answer.success === (response.status === 200)) status = response.status;
    confirmed = answer.confirmed ?? [];
  } catch {}
  for (const id of ids) travelling.delete(id);
  if (!isOpen) return; // consent was withdrawn meanwhile, and nothing may be stored

  report('answer', { status, ids });
  // A 4xx is final, but for a timeout and for too many requests.
  const isRefused = /^4(?!08|29)/.test(String(status));
  if (status === 200 || isRefused) {
    failures = 0;
    if (isRefused) drop(ids);
    forget([...ids, ...confirmed]);
    adoptOrphans(lost);
    if (hasMore) await send([]);
    return;
  }
  // Half of the wait by chance, so that the visitors of a site do not all come back at once.
  const backoffMs = Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** failures++) * (0.5 + Math.random() / 2);
  schedule(backoffMs);
  // For all tabs and later pages, too.
  if (waitMs) write('retryAt', String(Date.now() + Math.min(MAX_RETRY_AFTER_MS, waitMs)));
}

/** Sends what is queued now. @returns whether everything of this page is confirmed. Never rejects. */
export async function flushQueue(): Promise<boolean> {
  await sendQueued();
  return !own.size;
}

/** Tries again at once, for when there is news: the browser came online, the page is seen again. */
export function retrySoon(): void {
  if (failures) void sendQueued();
}
