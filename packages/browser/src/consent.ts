import { allow, deny, onceSeen } from './lib/gate.ts';
import type { Consent } from './lib/settings.ts';

/**
 * Says what the person allowed, after `init`: `granted` stores and sends what was collected so far, `denied` deletes it together with
 * cookie and storage, `pending` is only where one begins. Kith does not remember the answer; say it on every page.
 *
 * @example
 * init({ writeKey, host, consent: 'pending' });
 * banner.onAccept(() => consent('granted'));
 */
export function consent(state: Exclude<Consent, 'pending'>): void {
  onceSeen(state === 'granted' ? allow : deny);
}
