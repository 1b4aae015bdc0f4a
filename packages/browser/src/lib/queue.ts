import { MAX_KEEPALIVE_BYTES, type WireMessage } from '@kith/protocol';
import { byteLength } from './byte-length.ts';
import { countDropped } from './device-session.ts';
import { report } from './report.ts';
import { attempt, isUnstored, keys, read, remove, store, write } from './storage.ts';
import { uuidv7 } from './uuid.ts';

const MAX_COUNT = 1_000;
const MAX_AGE_MS = 7 * 86_400_000;
/** A bundle that waits longer than this has been left behind by its page, ms. */
export const FLUSH_DELAY_MS = 2_000;
// There is room for what surrounds the messages: time, key, context, the ids to confirm.
const MAX_BATCH_BYTES = MAX_KEEPALIVE_BYTES - 9_000;
// Small beside a request, so that requests are filled.
const MAX_BUNDLE_LENGTH = 4_000;
const MAX_ORPHANS = 200;

/**
 * What this page has to deliver: bundles of messages, as JSON, by the id of their first one. What a script says in one go shares
 * a bundle, up to a size. Each has a storage key of its own, for an array in one key would lose messages whenever two tabs
 * write it. It is sent, confirmed and deleted as one, and does not change once it is in storage: another tab may be sending it.
 */
export const own: Map<string, string> = new Map();

/** Ids of the bundles in requests which outlive the page. */
export const travelling: Set<string> = new Set();

// The latest bundle.
let latest = '';

/** Puts a message into the queue. The oldest bundle gives way when it is full. */
export function enqueue(id: string, text: string): void {
  const bundle = own.get(latest)!;
  if (isUnstored(`q.${latest}`) && bundle.length < MAX_BUNDLE_LENGTH) text = `${bundle},${text}`;
  else latest = id;
  own.set(latest, text);
  write(`q.${latest}`, text);
  if (own.size > MAX_COUNT) drop([own.keys().next().value!]);
}

/** Whether a bundle of this page is neither on its way nor delivered. */
export function isWaiting(id: string): boolean {
  return own.has(id) && !travelling.has(id);
}

/** Ids of as many of this page's bundles as fit into a request which outlives it, one at least, if any waits that is not travelling. */
export function takeBatch(): string[] {
  store();
  latest = ''; // what is sent takes no more messages
  const batch: string[] = [];
  let bytes = 0;
  for (const [id, text] of own) {
    if (travelling.has(id)) continue;
    bytes += byteLength(text);
    if (bytes > MAX_BATCH_BYTES && batch[0]) break;
    batch.push(id);
  }
  return batch;
}

/**
 * Ids of bundles that other pages left behind, perhaps delivered and perhaps not; the collector knows. Drops what has waited too
 * long, and lets go of what another tab has delivered.
 */
export function orphans(): string[] {
  const now = Date.now();
  const expired = uuidv7(now - MAX_AGE_MS);
  const old = uuidv7(now - FLUSH_DELAY_MS);
  const ahead = uuidv7(now + FLUSH_DELAY_MS);
  const ids = keys('q.').sort();
  for (const id of own.keys()) if (!read(`q.${id}`)) own.delete(id);
  drop(ids.slice(0, -MAX_COUNT));
  drop(ids.filter((id) => id < expired));
  // A clock set back must not hide them.
  return ids.filter((id) => !own.has(id) && (id < old || id > ahead)).slice(0, MAX_ORPHANS);
}

/** Makes bundles this page's own, where they are still there. Forgets what is none: another version may have written it. */
export function adoptOrphans(ids: readonly string[]): void {
  for (const id of ids) {
    if (messagesIn(id)[0]) own.set(id, textOf(id)!);
    else forget([id]);
  }
}

/** Whether nothing of any page waits. */
export function isEmpty(): boolean {
  return !keys('q.')[0];
}

/** The messages of a bundle, of whichever page; none where it is gone, or no bundle. */
export function messagesIn(id: string): WireMessage[] {
  return attempt(() => JSON.parse(`[${textOf(id)}]`)) ?? [];
}

function textOf(id: string): string | undefined {
  return own.get(id) ?? read(`q.${id}`);
}

/** Deletes bundles the collector has confirmed. */
export function forget(ids: readonly string[]): void {
  for (const id of ids) {
    own.delete(id);
    remove(`q.${id}`);
  }
}

/** Deletes bundles that will never arrive, and counts their messages: the next one tells the collector. */
export function drop(ids: readonly string[]): void {
  if (!ids[0]) return;
  report('dropped', ids);
  countDropped(ids.flatMap(messagesIn).length);
  forget(ids);
}

/** Writes this page's bundles to storage anew. */
export function requeue(): void {
  for (const [id, text] of own) write(`q.${id}`, text);
}
