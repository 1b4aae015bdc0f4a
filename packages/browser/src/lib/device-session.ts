import { type MessageContext, SESSION_GAP_MS } from '@kith/protocol';
import { keptParts } from './context.ts';
import { read, write } from './storage.ts';

/**
 * Where a message stands on its device, as its context tells: the start of its session (ms since 1970; none for a message
 * which is no activity and lies outside of any), whether it begins it, its number, and how many were dropped before it.
 */
export function takeStep(now: number, isActivity: boolean): MessageContext {
  let [startedAt, lastAt, seq, dropped] = position(now);
  const isStart = isActivity && !startedAt;
  if (isActivity) {
    startedAt ||= now;
    lastAt = Math.max(lastAt, now);
  }
  keep([startedAt, lastAt, ++seq, dropped]);
  return {
    sessionId: startedAt || undefined,
    sessionStart: isStart || undefined,
    kith: { seq, dropped: dropped || undefined, ...keptParts },
  };
}

/** Counts messages which will never arrive: the next one tells the collector. */
export function countDropped(count: number): void {
  const now = position(Date.now());
  now[3] += count;
  keep(now);
}

/** Start of the current session and when it ends unless something happens, both in ms since 1970. Undefined without one. */
export function currentSession(): { startedAt: number; endsAt: number } | undefined {
  const [startedAt, lastAt] = position(Date.now());
  return startedAt ? { startedAt, endsAt: lastAt + SESSION_GAP_MS } : undefined;
}

// One key for all, for writing to storage is the dearest part of `track()`.
type Position = [startedAt: number, lastAt: number, seq: number, dropped: number];

/**
 * Start of the session and its last activity (ms since 1970; 0 where it has ended), and how many messages the device has
 * numbered and dropped.
 */
function position(now: number): Position {
  // Zeros for what is missing, or no number because another version wrote it.
  const [startedAt, lastAt, seq, dropped] = `${read('session')} 0 0 0 0`.match(/\d+/g)!.map(Number) as Position;
  // A clock set back by more than the gap ends a session too, or it would last until the old time is reached again.
  return Math.abs(now - lastAt) > SESSION_GAP_MS ? [0, 0, seq, dropped] : [startedAt, lastAt, seq, dropped];
}

function keep(position: Position): void {
  write('session', position.join(' '));
}
