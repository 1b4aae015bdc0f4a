import { isOpen } from './lib/deliver.ts';
import { currentSession } from './lib/device-session.ts';
import { currentPerson } from './lib/identity.ts';

/** Who and where the person is, as the SDK sees it. */
export interface Session {
  anonymousId: string;
  userId?: string | undefined;
  /** Start of the session, ms since 1970, and its id on the wire. Undefined before the first activity and after 30 idle minutes. */
  startedAt?: number | undefined;
  /** When it ends if nothing happens any more, ms since 1970. */
  endsAt?: number | undefined;
}

/**
 * The current session, for live use: to name it to a backend, a chat or a replay tool. Asking does not prolong it.
 * @returns undefined on a server, before `init`, without consent, and in the first 50 ms on a device without the cookie, while its tabs
 *   agree on an id.
 *
 * @example
 * fetch('/checkout', { headers: { 'x-anonymous-id': session()?.anonymousId ?? '' } });
 */
export function session(): Session | undefined {
  if (!isOpen) return undefined;
  const { anonymousId, userId } = currentPerson();
  return { anonymousId, userId, ...currentSession() };
}
