import type { JsonObject } from '@kith/protocol';
import { type Event, TRUST } from './event.ts';
import type { Rules } from './rules.ts';

/** From when to when identity verification is enforced, by the time of receipt in ms since 1970; the end is not part of it. */
export type Enforcement = readonly [from: number, to: number];

/** The end of an enforcement that goes on. */
export const FOR_EVER: number = Number.MAX_SAFE_INTEGER;

/** Whether what an event claims to be or to know does not count: a browser said it, without proof, while proof was needed. */
export function isMuted({ trust, receivedAt }: Event, { enforced }: Pick<Rules, 'enforced'>): boolean {
  return trust === TRUST.unverified && enforced.some(([from, to]) => receivedAt >= from && receivedAt < to);
}

/** Events as they count. Those which nobody is left for, because they name no device, are left out. */
export function asTheyCount(events: readonly Event[], rules: Rules): readonly Event[] {
  if (rules.enforced.length === 0) return events;
  return events
    .filter((event) => event.anonymousId !== null || !isMuted(event, rules))
    .map((event) => (isMuted(event, rules) ? { ...event, ...NOTHING } : event));
}

const NO_TRAITS: JsonObject = Object.freeze(Object.create(null));
const NOTHING = { userId: null, previousId: null, groupId: null, traits: NO_TRAITS };
