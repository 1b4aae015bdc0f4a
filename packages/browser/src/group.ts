import { run } from './lib/gate.ts';
import { type MessageOptions, type Properties, send } from './lib/send.ts';

/**
 * Says that the person belongs to an account: a company, a team, a household.
 *
 * @param groupId The account's id in your system.
 * @param traits What is known about the account, such as `{ name: 'Acme', plan: 'pro' }`.
 *
 * @example
 * group('acme', { name: 'Acme Ltd', employees: 40 });
 */
export function group(groupId: string | number, traits?: Properties, options?: MessageOptions): void {
  run(() => send('group', { groupId, traits }, options));
}
