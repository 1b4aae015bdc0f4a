import { run } from './lib/gate.ts';
import { currentPerson, forgetPerson, setPerson } from './lib/identity.ts';
import { type MessageOptions, type Properties, send } from './lib/send.ts';

/** Options of `identify`. */
export interface IdentifyOptions extends MessageOptions {
  /** Proof, made by your backend, that this is the user (identity verification). Kept for all messages that follow. */
  userHash?: string;
}

// What `${undefined}` and its like make of a missing id. As a user it would make strangers one person.
const NOBODY = /^(undefined|null|nan|\[object object\]|)$/i;

/**
 * Says who the person is, and what is known about them. All messages that follow name the user, on this and later pages,
 * until `reset`. With another user than before it resets first, so that two people never become one.
 *
 * @param userId The user's id in your system. Null to say traits of a visitor who is not signed in.
 * @param traits What is known, such as `{ email, name, plan }`. A null removes a trait.
 *
 * @example
 * identify('user-42', { email: 'ada@example.com', name: 'Ada' });
 * identify(null, { newsletter: true });
 */
export function identify(userId: string | number | null, traits?: Properties, options: IdentifyOptions = {}): void {
  run(() => {
    const id = String(userId).trim();
    if (!NOBODY.test(id)) {
      const before = currentPerson();
      const person = before.userId && before.userId !== id ? forgetPerson() : before;
      setPerson({ ...person, userId: id, userHash: options.userHash ?? person.userHash });
    }
    send('identify', { traits }, options);
  });
}
