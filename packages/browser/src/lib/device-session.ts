import { SESSION_GAP_MS } from '@kith/protocol';
import { read, write } from './storage.ts';

/** Where a message stands on its device. */
export interface Step {
  /** Its number. */
  seq: number;
  /** Start of its session, ms since 1970. Undefined for a message which is no activity and lies outside of any. */
  sessionId: number | undefined;
  /** True for the message which begins the session. */
  sessionStart: true | undefined;
  /** Writes the step down, for all tabs. */
  take(): void;
}

/** The step a message sent now takes, once it is taken. */
export function nextStep(now: number, isActivity: boolean): Step {
  let [startedAt, lastAt, seq] = position();
  const isOver = hasEnded(lastAt, now);
  seq++;
  if (isActivity) {
    if (isOver) startedAt = lastAt = now;
    else lastAt = Math.max(lastAt, now);
  }
  return {
    seq,
    sessionId: isOver && !isActivity ? undefined : startedAt,
    sessionStart: (isOver && isActivity) || undefined,
    // One key for all, for writing to storage is the dearest part of `track()`.
    take: () => write('session', `${startedAt} ${lastAt} ${seq}`),
  };
}

/** Start of the current session and when it ends unless something happens, both in ms since 1970. Undefined without one. */
export function currentSession(now: number): { startedAt: number; endsAt: number } | undefined {
  const [startedAt, lastAt] = position();
  return hasEnded(lastAt, now) ? undefined : { startedAt, endsAt: lastAt + SESSION_GAP_MS };
}

/** Start of the session and its last activity (ms since 1970), and how many messages the device has numbered. */
function position(): [startedAt: number, lastAt: number, seq: number] {
  return (read('session') ?? '0 0 0').split(' ').map(Number) as [number, number, number];
}

// A clock set back by more than the gap ends a session too, or it would last until the old time is reached again.
function hasEnded(lastAt: number, now: number): boolean {
  return Math.abs(now - lastAt) > SESSION_GAP_MS;
}
