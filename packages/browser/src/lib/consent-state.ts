import { writeCookie } from './cookie.ts';
import { setDelivery } from './deliver.ts';
import { persistIdentity, startIdentity } from './identity.ts';
import { clearQueue } from './queue.ts';
import { type Consent, settings } from './settings.ts';
import { usePersistence, wipeStorage } from './storage.ts';

let state: Consent | undefined;

/** What the person allowed so far. */
export function consentState(): Consent | undefined {
  return state;
}

/** The consent a page begins with: what its options say, unless the browser objects. */
export function initialConsent(): Consent {
  const objects = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  return objects && settings.respectGpc !== false ? 'denied' : (settings.consent ?? 'granted');
}

/** Makes a consent hold. */
export function applyConsent(next: Consent): void {
  if (next === state) return;
  const before = state;
  state = next;
  if (next === 'denied') {
    setDelivery(false);
    clearQueue();
    usePersistence();
    writeCookie('');
    wipeStorage();
  } else if (next === 'granted') {
    if (before === 'pending') persistIdentity();
    else {
      usePersistence();
      startIdentity();
    }
    setDelivery(true);
  }
}
