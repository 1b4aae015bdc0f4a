import { report } from './report.ts';
import { keys, read, remove, write } from './storage.ts';
import { uuidTime } from './uuid.ts';

/** A message on its way: its id and its JSON. */
export interface Entry {
  id: string;
  text: string;
}

/** What may be sent now, oldest first, and when to look again for what may not yet (ms from now, 0 for nothing). */
export interface Sendable {
  entries: Entry[];
  laterMs: number;
}

const MAX_COUNT = 1_000;
const MAX_AGE_MS = 7 * 86_400_000;
/** How long another tab is left alone with its messages. It also outlasts the answer to what a closing page has just sent. */
const LEASE_MS = 10_000;

// What this tab has to deliver. Each message also has a storage key of its own: an array in one key would lose messages
// whenever two tabs write it.
const own = new Map<string, string>();

/** Puts a message into the queue. The oldest gives way when it is full. */
export function enqueue({ id, text }: Entry): void {
  own.set(id, text);
  write(`q.${id}`, text);
  if (own.size > MAX_COUNT) drop([own.keys().next().value!], 'full');
}

/** This tab's own messages, oldest first. */
export function ownEntries(): Entry[] {
  return [...own].map(([id, text]) => ({ id, text }));
}

/**
 * Everything this tab may send: its own messages, and those that dead tabs left behind. A tab is taken for dead when a
 * message is older than {@link LEASE_MS} and no page has just been left.
 */
export function sendable(now: number): Sendable {
  const ids = keys('q.').sort();
  const present = new Set(ids);
  // Another tab has delivered those which are gone.
  for (const id of own.keys()) if (!present.has(id)) own.delete(id);
  const isOld = (id: string, index: number) => index < ids.length - MAX_COUNT || now - uuidTime(id) > MAX_AGE_MS;
  const old = ids.filter(isOld);
  if (old.length > 0) drop(old, 'too many or too old');

  const leaseAge = age(now - Number(read('lease')));
  let laterMs = 0;
  const entries: Entry[] = [];
  for (const id of ids) {
    const text = read(`q.${id}`);
    if (text === null) continue;
    const waitMs = own.has(id) ? 0 : LEASE_MS - Math.min(age(now - uuidTime(id)), leaseAge);
    if (waitMs > 0) laterMs = Math.max(laterMs, waitMs);
    else entries.push({ id, text });
  }
  return { entries, laterMs };
}

// A clock set back must not make a lease endless.
function age(ms: number): number {
  return ms < 0 ? LEASE_MS : ms;
}

/** Tells other pages to leave all queues alone for {@link LEASE_MS}: this one has just sent its own and may be gone before the answer. */
export function lease(now: number): void {
  write('lease', String(now));
}

/** Deletes messages the collector has confirmed. */
export function forgetAll(ids: readonly string[]): void {
  for (const id of ids) {
    own.delete(id);
    remove(`q.${id}`);
  }
}

/** Deletes messages that will never arrive, and counts them: the next message tells the collector. */
export function drop(ids: readonly string[], reason: unknown): void {
  forgetAll(ids);
  write('dropped', String(droppedCount() + ids.length));
  report('dropped', { count: ids.length, reason });
}

/** How many messages of this device were dropped so far. */
export function droppedCount(): number {
  return Number(read('dropped'));
}

/** Writes this tab's messages to storage anew. */
export function requeue(): void {
  for (const [id, text] of own) write(`q.${id}`, text);
}

/** Forgets this tab's messages. */
export function clearQueue(): void {
  own.clear();
}
