import { run } from './lib/gate.ts';
import { currentPerson } from './lib/identity.ts';
import { type MessageOptions, send } from './lib/send.ts';

/**
 * Says that an id is another name of a user. From a browser this can only join an anonymous id to a user; joining two
 * users takes a backend with the secret key. `identify` is what you want nearly always.
 *
 * @param userId The user.
 * @param previousId Default: this device's anonymous id.
 *
 * @example
 * alias('user-42', 'an-anonymous-id-from-your-old-analytics');
 */
export function alias(userId: string | number, previousId?: string, options?: MessageOptions): void {
  run(() => {
    const fields = { userId: String(userId), previousId: previousId ?? currentPerson().anonymousId };
    send('alias', fields, { ...options, active: false });
  });
}
