import { compareText } from '@kith/protocol';
import { type Event, streamOf } from './event.ts';

/**
 * The place of an event in the one order used everywhere: time at full precision, the device's own sequence number,
 * message id as UTF-8 bytes, and last the stream, because a message id is unique only within its stream.
 * Arrival never counts.
 */
export type Position = readonly [t: number, fraction: string, sequence: number, messageId: string, stream: string];

/** The position of an event. */
export function positionOf(event: Event): Position {
  return [event.t, event.fraction, event.sequence, event.messageId, streamOf(event)];
}

/** Compares two positions: negative, 0 or positive. 0 only for the same event. */
export function comparePositions(a: Position, b: Position): number {
  return a[0] - b[0] || compareText(a[1], b[1]) || a[2] - b[2] || compareText(a[3], b[3]) || compareText(a[4], b[4]);
}

/**
 * Chooses among copies of one message (same stream and messageId) without regard to arrival: higher trust, then the
 * smallest sentAt (none last), then the smallest content hash, then the smallest receivedAt.
 * @returns negative when `a` is the canonical copy.
 */
export function compareCopies(
  a: Pick<Event, 'trust' | 'sentAt' | 'contentHash' | 'receivedAt'>,
  b: Pick<Event, 'trust' | 'sentAt' | 'contentHash' | 'receivedAt'>,
): number {
  return (
    b.trust - a.trust ||
    compareNumbers(a.sentAt ?? Number.POSITIVE_INFINITY, b.sentAt ?? Number.POSITIVE_INFINITY) ||
    compareText(a.contentHash, b.contentHash) ||
    a.receivedAt - b.receivedAt
  );
}

function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}
