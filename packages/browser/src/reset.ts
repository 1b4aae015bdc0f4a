import { run } from './lib/gate.ts';
import { forgetPerson } from './lib/identity.ts';

/**
 * Forgets the person, for logout: who is signed in, open survey responses, the anonymous id and the session. What was
 * said before is still delivered.
 *
 * @param options `keepAnonymousId: true` keeps the device's id and session: the next person continues this visit.
 *
 * @example
 * reset();
 */
export function reset({ keepAnonymousId }: { keepAnonymousId?: boolean } = {}): void {
  run(() => forgetPerson(keepAnonymousId));
}
