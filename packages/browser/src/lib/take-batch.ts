import type { Entry } from './queue.ts';

// What surrounds the messages: sentAt, key, context.
const ENVELOPE_BYTES = 1_000;

/** Splits off as many messages from the front as fit into a body of `maxBytes`; one at least, if any. */
export function takeBatch(entries: readonly Entry[], maxBytes: number): [batch: Entry[], rest: Entry[]] {
  let bytes = ENVELOPE_BYTES;
  let count = 0;
  for (const { text } of entries) {
    bytes += byteLength(text) + 1;
    if (bytes > maxBytes && count > 0) break;
    count++;
  }
  return [entries.slice(0, count), entries.slice(count)];
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
