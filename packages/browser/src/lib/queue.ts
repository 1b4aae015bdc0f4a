import { MAX_KEEPALIVE_BYTES } from '@kith/protocol';
import { countDropped } from './device-session.ts';
import { report } from './report.ts';
import { keys, read, remove, write } from './storage.ts';
import { uuidTime } from './uuid.ts';

const MAX_COUNT = 1_000;
const MAX_AGE_MS = 7 * 86_400_000;
/** A message that waits longer than this has been left behind by its page, ms. */
export const FLUSH_DELAY_MS = 2_000;
// Room for what surrounds the messages: time, key, context, the ids to confirm.
const ENVELOPE_BYTES = 9_000;
const MAX_ORPHANS = 200;

/**
 * What this page has to deliver: JSON by message id. Each message also has a storage key of its own: an array in one key
 * would lose messages whenever two tabs write it.
 */
export const own: Map<string, string> = new Map();

/** Ids of the messages in requests which outlive the page. */
export const travelling: Set<string> = new Set();

/** Puts a message into the queue. The oldest gives way when it is full. */
export function enqueue(id: string, text: string): void {
  own.set(id, text);
  write(`q.${id}`, text);
  if (own.size > MAX_COUNT) drop([own.keys().next().value!]);
}

/** Whether a message of this page is neither on its way nor delivered. */
export function isWaiting(id: string): boolean {
  return own.has(id) && !travelling.has(id);
}

/** Ids of as many of this page's messages as fit into a request which outlives it, one at least, if any waits that is not travelling. */
export function takeBatch(): string[] {
  const batch: string[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const [id, text] of own) {
    if (!isWaiting(id)) continue;
    bytes += new TextEncoder().encode(text).length;
    if (bytes > MAX_KEEPALIVE_BYTES && batch[0]) break;
    batch.push(id);
  }
  return batch;
}

/**
 * Ids of messages that other pages left behind, perhaps delivered and perhaps not; the collector knows. Drops what has waited too
 * long, and lets go of what another tab has delivered.
 */
export function orphans(): string[] {
  const now = Date.now();
  const ids = keys('q.').sort();
  for (const id of own.keys()) if (!read(`q.${id}`)) own.delete(id);
  drop(ids.filter((id, index) => index < ids.length - MAX_COUNT || now - uuidTime(id) > MAX_AGE_MS));
  // A clock set back must not hide them.
  return ids.filter((id) => !own.has(id) && Math.abs(now - uuidTime(id)) > FLUSH_DELAY_MS).slice(0, MAX_ORPHANS);
}

/** Makes messages this page's own, where they are still there. */
export function adoptOrphans(ids: readonly string[]): void {
  for (const id of ids) {
    const text = read(`q.${id}`);
    if (text) own.set(id, text);
  }
}

/** Whether no message of any page waits. */
export function isEmpty(): boolean {
  return !keys('q.')[0];
}

/** Deletes messages the collector has confirmed. */
export function forget(ids: readonly string[]): void {
  for (const id of ids) {
    own.delete(id);
    remove(`q.${id}`);
  }
}

/** Deletes messages that will never arrive, and counts them: the next message tells the collector. */
export function drop(ids: readonly string[]): void {
  if (!ids[0]) return;
  forget(ids);
  countDropped(ids.length);
  report('dropped', ids);
}

/** Writes this page's messages to storage anew. */
export function requeue(): void {
  for (const [id, text] of own) write(`q.${id}`, text);
}
