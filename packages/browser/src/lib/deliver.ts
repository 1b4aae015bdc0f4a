import { MAX_KEEPALIVE_BYTES } from '@kith/protocol';
import { armCrashNet, disarmCrashNet } from './crash-net.ts';
import { gzip } from './gzip.ts';
import { anonymousId } from './identity.ts';
import { withLock } from './lock.ts';
import { batchBody, post, type Verdict } from './post.ts';
import { drop, type Entry, enqueue, forgetAll, lease, markAttempted, ownEntries, sendable } from './queue.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { read, remove, write } from './storage.ts';
import { takeBatch } from './take-batch.ts';

const FLUSH_DELAY_MS = 2_000;
const MIN_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;

let isOpen = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let timerAt = 0;
let running: Promise<void> | undefined;
let failures = 0;
// The messages in requests which outlive the page, and the bytes these take of the browser's quota.
const travelling = new Set<string>();
let travellingBytes = 0;

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
  if (!isOpen || (timer && failures > 0)) return;
  schedule(FLUSH_DELAY_MS);
  armCrashNet();
}

/** Sends within `delayMs`; an earlier appointment stands. */
function schedule(delayMs: number): void {
  const at = Date.now() + delayMs;
  if (timer && timerAt <= at) return;
  clearTimeout(timer);
  timerAt = at;
  timer = setTimeout(() => void sendQueued(), delayMs);
}

/**
 * Sends everything that may be sent, one request after the other, while no other tab does.
 * Whether the browser believes to be online does not matter: it is often wrong. Never rejects.
 */
export async function sendQueued(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (!isOpen) return;
  running ??= withLock(`${settings.name ?? 'kith'}.send`, sendAll)
    .catch((error) => report('error', error))
    .finally(() => {
      running = undefined;
      if (isOpen && !timer && ownEntries().length > 0) schedule(FLUSH_DELAY_MS);
    });
  return running;
}

async function sendAll(): Promise<void> {
  const waitMs = retryAfterMs();
  if (waitMs > 0) return schedule(waitMs);
  anonymousId(); // puts back what a page's localStorage.clear() took: its absence would look like delivery
  const { entries, laterMs } = sendable(Date.now());
  if (laterMs) schedule(laterMs);
  let rest = entries.filter(({ id }) => !travelling.has(id));
  while (rest.length > 0 && isOpen) {
    let batch: Entry[];
    [batch, rest] = takeBatch(rest, MAX_KEEPALIVE_BYTES);
    const body = await gzip(batchBody(batch));
    // Meanwhile the page may have been hidden, and all sent.
    if (batch.some(({ id }) => travelling.has(id)) || !isOpen) return;
    disarmCrashNet();
    // After a failure without keepalive: its quota may have been the reason.
    if (!(await send(batch, body, failures === 0))) return;
  }
}

/** Sends this tab's messages at once, in a request which outlives the page. For the moment it is hidden or left. */
export function sendBeforeLeaving(): void {
  if (!isOpen) return;
  disarmCrashNet();
  if (retryAfterMs() > 0) return;
  const waiting = ownEntries().filter(({ id }) => !travelling.has(id));
  const [batch] = takeBatch(waiting, MAX_KEEPALIVE_BYTES - travellingBytes);
  if (batch.length === 0) return;
  lease(Date.now());
  void send(batch, batchBody(batch), true);
}

async function send(batch: readonly Entry[], body: string | Blob, keepalive: boolean): Promise<boolean> {
  const ids = batch.map(({ id }) => id);
  markAttempted(ids);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body).length : body.size;
  if (keepalive) {
    travellingBytes += bytes;
    for (const id of ids) travelling.add(id);
  }
  const verdict = await post(body, keepalive);
  if (keepalive) {
    travellingBytes -= bytes;
    for (const id of ids) travelling.delete(id);
  }
  return heed(verdict, ids);
}

function heed(verdict: Verdict, ids: string[]): boolean {
  if (verdict.kind === 'retry') {
    failures++;
    if (verdict.afterMs) write('retryAt', String(Date.now() + verdict.afterMs));
    schedule(verdict.afterMs ?? backoffMs());
    report('retry', verdict);
    return false;
  }
  failures = 0;
  remove('retryAt');
  if (verdict.kind === 'stored') {
    forgetAll(ids);
    report('sent', ids);
  } else {
    drop(ids, verdict.status);
  }
  return true;
}

// Half of it by chance, so that the visitors of a site do not all come back at once.
function backoffMs(): number {
  return Math.min(MAX_BACKOFF_MS, MIN_BACKOFF_MS * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
}

// Known to all tabs and later pages. A clock set back must not make it endless.
function retryAfterMs(): number {
  const waitMs = Number(read('retryAt')) - Date.now();
  return waitMs > 300_000 ? 0 : waitMs;
}

/** Sends what is queued now. @returns whether everything of this tab is confirmed. Never rejects. */
export async function flushQueue(): Promise<boolean> {
  await running; // it may have begun before the latest message
  await sendQueued();
  return ownEntries().length === 0;
}

/** Tries again at once, for when there is news: the browser came online, the page is seen again. */
export function retrySoon(): void {
  if (failures > 0 && isOpen) void sendQueued();
}
