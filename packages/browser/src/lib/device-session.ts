import { type MessageContext, SESSION_GAP_MS } from '@kith/protocol';
import { keptParts } from './context.ts';
import { read, write } from './storage.ts';

/**
 * Where a message stands on its device, as its context tells: the start of its session (ms since 1970; none for a message
 * which is no activity and lies outside of any), whether it begins it, its number, and how many were dropped before it.
 */
export function takeStep(now: number, isActivity: boolean): MessageContext {
  let [startedAt, lastAt, seq, dropped] = position();
  const isOver = hasEnded(lastAt, now);
  const isStart = isActivity && isOver;
  if (isStart) startedAt = lastAt = now;
  if (isActivity) lastAt = Math.max(lastAt, now);
  keep([startedAt, lastAt, ++seq, dropped]);
  return {
    sessionId: isActivity || !isOver ? startedAt : undefined,
    sessionStart: isStart || undefined,
    kith: { seq, dropped: dropped || undefined, ...keptParts },
  };
}

/** Counts messages which will never arrive: the next one tells the collector. */
export function countDropped(count: number): void {
  const now = position();
  now[3] += count;
  keep(now);
}

/** Start of the current session and when it ends unless something happens, both in ms since 1970. Undefined without one. */
export function currentSession(now: number): { startedAt: number; endsAt: number } | undefined {
  const [startedAt, lastAt] = position();
  return hasEnded(lastAt, now) ? undefined : { startedAt, endsAt: lastAt + SESSION_GAP_MS };
}

// One key for all, for writing to storage is the dearest part of `track()`.
type Position = [startedAt: number, lastAt: number, seq: number, dropped: number];

/** Start of the session and its last activity (ms since 1970), and how many messages the device has numbered and dropped. */
function position(): Position {
  return (read('session') ?? '0 0 0 0').split(' ').map(Number) as Position;
}

function keep(position: Position): void {
  write('session', position.join(' '));
}

// A clock set back by more than the gap ends a session too, or it would last until the old time is reached again.
function hasEnded(lastAt: number, now: number): boolean {
  return Math.abs(now - lastAt) > SESSION_GAP_MS;
}
