import { flushQueue } from './lib/deliver.ts';
import { openGate } from './lib/gate.ts';

/**
 * Sends what is queued now instead of within two seconds, for instance before a test looks. Never needed for delivery.
 * @returns true once the collector has confirmed everything this page has said; false where it could not (it will be
 *   tried again by itself). Never rejects.
 *
 * @example
 * await flush();
 */
export function flush(): Promise<boolean> {
  openGate();
  return flushQueue();
}
