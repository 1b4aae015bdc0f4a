import { SESSION_GAP_MS } from '@kith/protocol';
import { read, write } from './storage.ts';

/** Where a device stands: one storage key holds it all, for writing to storage is the dearest part of `track()`. */
export interface Position {
  /** Start of the session, ms since 1970; 0 before the first. */
  startedAt: number;
  /** Its last activity, ms since 1970. */
  lastAt: number;
  /** How many messages the device has numbered. */
  seq: number;
}

/** A message's place: its session, if any, and its number. */
export interface Step extends Position {
  /** Whether the message belongs to the session: one which is no activity may lie outside of any. */
  isInside: boolean;
  /** Whether it begins the session. */
  isFirst: boolean;
}

/** Reads a position from the text under the key `session`. */
export function positionOf(text: string | null): Position {
  const [startedAt, lastAt, seq] = (text ?? '').split(' ').map(Number);
  return { startedAt: startedAt || 0, lastAt: lastAt || 0, seq: seq || 0 };
}

/** The step a message sent now would take. {@link takeStep} takes it. */
export function nextStep(now: number, isActivity: boolean): Step {
  const { startedAt, lastAt, seq } = positionOf(read('session'));
  const isOver = hasEnded(lastAt, now);
  const isFirst = isOver && isActivity;
  return {
    startedAt: isFirst ? now : startedAt,
    lastAt: isFirst ? now : isActivity ? Math.max(lastAt, now) : lastAt,
    seq: seq + 1,
    isInside: !isOver || isActivity,
    isFirst,
  };
}

/** Writes a step down, for all tabs. */
export function takeStep({ startedAt, lastAt, seq }: Position): void {
  write('session', `${startedAt} ${lastAt} ${seq}`);
}

/** Start of the current session and when it ends unless something happens, both in ms since 1970. Undefined without one. */
export function currentSession(now: number): { startedAt: number; endsAt: number } | undefined {
  const { startedAt, lastAt } = positionOf(read('session'));
  return hasEnded(lastAt, now) ? undefined : { startedAt, endsAt: lastAt + SESSION_GAP_MS };
}

// A clock set back by more than the gap ends a session too, or it would last until the old time is reached again.
function hasEnded(lastAt: number, now: number): boolean {
  return Math.abs(now - lastAt) > SESSION_GAP_MS;
}
