import type { WireMessage } from '@kith/protocol';

/**
 * For `beforeSend`: lets only a share of the devices send. A device is always in or always out.
 *
 * @param share 0 to 1.
 *
 * @example
 * beforeSend(sample(0.1));
 * init({ writeKey, host });
 */
export function sample(share: number): (message: WireMessage) => WireMessage | null {
  return (message) => {
    // The last digits of a UUIDv7 are random; an id from elsewhere counts as in.
    const chance = Number.parseInt(String(message.anonymousId).slice(-6), 16) / 0x1000000;
    return chance >= share ? null : message;
  };
}
