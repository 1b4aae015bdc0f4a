import type { WireMessage } from '@kith/protocol';
import { byteLength } from './byte-length.ts';
import { attempt } from './storage.ts';

// The collector takes 40,960 bytes of content a message, what it adds itself included.
const MAX_BYTES = 32_000;

type Rescue = (message: WireMessage, maxBytes: number) => unknown;

let rescue: Rescue = (message) => ({ ...message, properties: undefined, traits: undefined });

/** Makes a function responsible for messages of which there is no JSON, or more than `maxBytes`. */
export function rescueWith(newRescue: Rescue): void {
  rescue = newRescue;
}

/**
 * JSON of a message. Where there is none (a cycle, a BigInt, a getter that throws), or more than the collector takes, it goes
 * without its properties and traits, unless something knows how to rescue them: it still counts.
 */
export function serialise(message: WireMessage): string {
  const text = attempt(() => JSON.stringify(message));
  const fits = text && (text.length < MAX_BYTES / 3 || byteLength(text) < MAX_BYTES); // encoding takes its time
  return fits ? text : JSON.stringify(rescue(message, MAX_BYTES));
}
