import { CLOCK_TOLERANCE_MS, type Time } from '@kith/protocol';

/** The times a message comes with, and whether a backend sent it. */
export interface MessageTimes {
  readonly timestamp: Time | null;
  readonly sentAt: Time | null;
  /** ms since 1970. */
  readonly receivedAt: number;
  readonly isServer: boolean;
}

/** When an event happened, and what was done to the sender's own time. */
export interface EventTime {
  /** ms since 1970. */
  readonly t: number;
  /** Digits below the millisecond, without trailing zeros. */
  readonly fraction: string;
  /** `clock`: corrected by the client's skew; `future`: clamped to receivedAt; null: as sent. */
  readonly clockFlag: 'clock' | 'future' | null;
}

/**
 * The time of an event. A client whose clock is off by more than five minutes is corrected in steps of five minutes, so
 * that the network's latency, which differs from copy to copy, never moves an event. Backends are never corrected. What
 * lies more than five minutes in the future happened at receivedAt, as does what has no timestamp.
 */
export function eventTime({ timestamp, sentAt, receivedAt, isServer }: MessageTimes): EventTime {
  if (timestamp === null) return { t: receivedAt, fraction: '', clockFlag: null };
  const skew = isServer || sentAt === null ? 0 : receivedAt - sentAt.ms;
  const isWrong = Math.abs(skew) > CLOCK_TOLERANCE_MS;
  const t = timestamp.ms + (isWrong ? roundToStep(skew) : 0);
  if (t > receivedAt + CLOCK_TOLERANCE_MS) return { t: receivedAt, fraction: '', clockFlag: 'future' };
  if (isWrong && t < EARLIEST_MS) return { t: receivedAt, fraction: '', clockFlag: 'clock' };
  return { t, fraction: timestamp.fraction, clockFlag: isWrong ? 'clock' : null };
}

// ISO text before year 0 has another width and does not sort.
const EARLIEST_MS = Date.parse('0000-01-01T00:00:00Z');

function roundToStep(skew: number): number {
  return Math.sign(skew) * Math.round(Math.abs(skew) / CLOCK_TOLERANCE_MS) * CLOCK_TOLERANCE_MS;
}
