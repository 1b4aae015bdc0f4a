import type { WireMessage } from '@kith/protocol';
import { report } from './report.ts';
import { keys, persist, read, readPersisted, remove, write } from './storage.ts';
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
export const LEASE_MS = 10_000;

// What this tab has to deliver. Each message has a storage key of its own: an array in one key would lose messages
// whenever two tabs write it.
const own = new Map<string, string>();
// Those of them which storage holds. When such a key has gone, another tab has delivered it.
const stored = new Set<string>();
// Those which may have arrived already: from here on every copy must say the same.
const attempted = new Set<string>();

/** Puts a message into the queue. The oldest gives way when it is full. */
export function enqueue({ id, text }: Entry): void {
  own.set(id, text);
  if (persist(`q.${id}`, text)) stored.add(id);
  if (own.size > MAX_COUNT) drop([own.keys().next().value!], 'full');
}

/** This tab's own messages, oldest first. */
export function ownEntries(): Entry[] {
  return [...own].map(([id, text]) => ({ id, text }));
}

/**
 * Everything this tab may send: its own messages which no other tab has delivered, and those that dead tabs left behind.
 * A tab is taken for dead when a message is older than {@link LEASE_MS} and no page has just been closed.
 */
export function sendable(now: number): Sendable {
  const storedIds = new Set(keys('q.'));
  for (const id of stored) if (!storedIds.has(id)) forget(id);
  const all = [...new Set([...storedIds, ...own.keys()])].sort();
  const isOld = (id: string, index: number) => index < all.length - MAX_COUNT || now - uuidTime(id) > MAX_AGE_MS;
  const old = all.filter(isOld);
  if (old.length > 0) drop(old, 'too many or too old');

  const leaseAge = age(now - Number(read('lease')));
  let laterMs = 0;
  const entries: Entry[] = [];
  for (const id of all) {
    const text = own.get(id) ?? readPersisted(`q.${id}`);
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
    forget(id);
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
  for (const [id, text] of own) if (persist(`q.${id}`, text)) stored.add(id);
}

/** Notes that messages are being sent. */
export function markAttempted(ids: readonly string[]): void {
  for (const id of ids) attempted.add(id);
}

/** Changes those of this tab's messages which were never sent. */
export function editQueue(edit: (message: WireMessage) => void): void {
  for (const [id, text] of own) {
    if (attempted.has(id)) continue;
    const message = JSON.parse(text) as WireMessage;
    edit(message);
    own.set(id, JSON.stringify(message));
  }
  requeue();
}

/** Forgets this tab's messages. */
export function clearQueue(): void {
  own.clear();
  stored.clear();
  attempted.clear();
}

function forget(id: string): void {
  own.delete(id);
  stored.delete(id);
  attempted.delete(id);
}
