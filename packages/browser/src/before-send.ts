import type { WireMessage } from '@kith/protocol';
import { changeWith } from './lib/send.ts';

/**
 * Sees each message before it is stored: return it (changed or not), or null to drop it. A throw drops it too. Call it
 * before `init`; several see it one after the other.
 *
 * @example
 * beforeSend((message) => (message.event === 'Heartbeat' ? null : message));
 */
export function beforeSend(change: (message: WireMessage) => WireMessage | null | undefined): void {
  changeWith(change);
}
