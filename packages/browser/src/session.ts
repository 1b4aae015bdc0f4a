import { consentState } from './lib/consent-state.ts';
import { currentSession } from './lib/device-session.ts';
import { anonymousId, currentUser } from './lib/identity.ts';
import type { Consent } from './lib/settings.ts';

/** Who and where the person is, as the SDK sees it. */
export interface Session {
  consent: Consent;
  anonymousId: string;
  userId: string | undefined;
  /** Start of the session, ms since 1970, and its id on the wire. Undefined before the first activity and after 30 idle minutes. */
  startedAt: number | undefined;
  /** When it ends if nothing happens any more, ms since 1970. */
  endsAt: number | undefined;
}

/**
 * The current session, for live use: to name it to a backend, a chat or a replay tool. Asking does not prolong it.
 * @returns undefined before `init`, on a server, and without consent.
 *
 * @example
 * fetch('/checkout', { headers: { 'x-anonymous-id': session()?.anonymousId ?? '' } });
 */
export function session(): Session | undefined {
  const consent = consentState();
  if (!consent || consent === 'denied') return undefined;
  const current = currentSession(Date.now());
  return {
    consent,
    anonymousId: anonymousId(),
    userId: currentUser()?.id,
    startedAt: current?.startedAt,
    endsAt: current?.endsAt,
  };
}
