import { MAX_KEEPALIVE_BYTES } from '@kith/protocol';
import { armCrashNet, disarmCrashNet } from './crash-net.ts';
import { gzip } from './gzip.ts';
import { anonymousId } from './identity.ts';
import { withLock } from './lock.ts';
import { batchBody, MAX_RETRY_AFTER_MS, post } from './post.ts';
import { drop, type Entry, enqueue, forgetAll, lease, ownEntries, sendable } from './queue.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { read, remove, write } from './storage.ts';
import { takeBatch } from './take-batch.ts';

const FLUSH_DELAY_MS = 2_000;
const MIN_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
const FAILED_JUST_NOW_MS = 1_000;

let isOpen = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let timerAt = 0;
let running: Promise<void> | undefined;
// Whether another round was due while one is running.
let isDue = false;
let failures = 0;
// The messages in requests which outlive the page.
const travelling = new Set<string>();
// What failed last. Chromium fails the requests of a page that is being left although they arrive: the events of leaving
// which follow must not send the same again.
let failed = { at: 0, ids: [] as readonly string[] };

/** Starts or stops delivery; while it is stopped messages only queue up. */
export function setDelivery(open: boolean): void {
  isOpen = open;
  if (open) schedule(FLUSH_DELAY_MS);
  else disarmCrashNet();
}

/** Queues a message and sees to it that it is sent. */
export function deliver(entry: Entry): void {
  enqueue(entry);
  report('queued', entry.text);
  // After failures the retry in waiting takes the new message along.
  if (timer && failures > 0) return;
  schedule(FLUSH_DELAY_MS);
  armCrashNet();
}

/** Sends within `delayMs`; an earlier appointment stands. */
function schedule(delayMs: number): void {
  const at = Date.now() + delayMs;
  if (timer && timerAt <= at) return;
  clearTimeout(timer);
  timerAt = at;
  timer = setTimeout(sendQueued, delayMs);
}

/**
 * Sends everything that may be sent, one request after the other, while no other tab does.
 * Whether the browser believes to be online does not matter: it is often wrong. Never rejects.
 */
function sendQueued(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  isDue = running !== undefined;
  running ??= withLock(`${settings.name ?? 'kith'}.send`, sendAll)
    .catch((error) => report('error', error))
    .finally(() => {
      running = undefined;
      if (isOpen && !timer && (isDue || ownEntries().length > 0)) schedule(FLUSH_DELAY_MS);
    });
  return running;
}

async function sendAll(): Promise<void> {
  if (!isOpen) return;
  const waitMs = retryAfterMs();
  if (waitMs > 0) {
    schedule(waitMs);
    return;
  }
  anonymousId(); // puts back what a page's localStorage.clear() took: its absence would look like delivery
  const { entries, laterMs } = sendable(Date.now());
  if (laterMs) schedule(laterMs);
  let rest = entries.filter(({ id }) => !travelling.has(id));
  while (rest.length > 0) {
    let batch: Entry[];
    [batch, rest] = takeBatch(rest, MAX_KEEPALIVE_BYTES);
    const body = await gzip(batchBody(batch));
    // Meanwhile the page may have been hidden, and all sent; or consent withdrawn.
    if (!isOpen || batch.some(({ id }) => travelling.has(id))) return;
    disarmCrashNet();
    // After a failure without keepalive: its quota may have been the reason.
    if (!(await send(batch, body, failures === 0))) return;
  }
}

/** Sends this tab's messages at once, in a request which outlives the page. For the moment it is hidden or left. */
export function sendBeforeLeaving(): void {
  disarmCrashNet();
  const now = Date.now();
  if (!isOpen || retryAfterMs() > 0) return;
  const justFailed = now - failed.at < FAILED_JUST_NOW_MS ? failed.ids : [];
  const waiting = ownEntries().filter(({ id }) => !travelling.has(id) && !justFailed.includes(id));
  // All requests of a page that outlive it share the browser's quota.
  const [batch] = takeBatch(waiting, travelling.size > 0 ? MAX_KEEPALIVE_BYTES / 2 : MAX_KEEPALIVE_BYTES);
  if (batch.length === 0) return;
  lease(now);
  void send(batch, batchBody(batch), true);
}

async function send(batch: readonly Entry[], body: string | Blob, keepalive: boolean): Promise<boolean> {
  const ids = batch.map(({ id }) => id);
  if (keepalive) for (const id of ids) travelling.add(id);
  const { status, retryAfterMs } = await post(body, keepalive);
  for (const id of ids) travelling.delete(id);

  const isRefused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (status === 200 || isRefused) {
    failures = 0;
    remove('retryAt');
    if (isRefused) drop(ids, status);
    else forgetAll(ids);
    report('sent', { status, ids });
    return true;
  }
  failures++;
  failed = { at: Date.now(), ids };
  // For all tabs and later pages.
  if (retryAfterMs) write('retryAt', String(Date.now() + retryAfterMs));
  schedule(retryAfterMs || backoffMs());
  report('retry', { status, retryAfterMs });
  return false;
}

// Half of it by chance, so that the visitors of a site do not all come back at once.
function backoffMs(): number {
  return Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

// A clock set back must not make it endless.
function retryAfterMs(): number {
  const waitMs = Number(read('retryAt')) - Date.now();
  return waitMs > MAX_RETRY_AFTER_MS ? 0 : waitMs;
}

/** Sends what is queued now. @returns whether everything of this tab is confirmed. Never rejects. */
export async function flushQueue(): Promise<boolean> {
  await running; // it may have begun before the latest message
  await sendQueued();
  return ownEntries().length === 0;
}

/** Tries again at once, for when there is news: the browser came online, the page is seen again. */
export function retrySoon(): void {
  if (failures > 0) void sendQueued();
}
