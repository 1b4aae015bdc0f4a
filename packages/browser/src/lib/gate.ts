import type { MessageContext } from '@kith/protocol';
import { pageContext } from './context.ts';
import { writeCookie } from './cookie.ts';
import { setDelivery } from './deliver.ts';
import { adopt, knownId } from './identity.ts';
import { clearQueue } from './queue.ts';
import { report } from './report.ts';
import { type Consent, settings } from './settings.ts';
import { keys, remove } from './storage.ts';
import { uuidv7 } from './uuid.ts';

/** When and where a call was made. */
export interface Moment {
  /** ms since 1970. */
  at: number;
  page: MessageContext;
}

// At most so many calls wait: a page may never call init, a person never answer.
const MAX_WAITING = 1_000;
// Tabs opened together all find no id and make one each; after this long the cookie holds the one that stays.
const RACE_WINDOW_MS = 50;

/** The moment of the call that is being worked on. */
export let moment: Moment = { at: 0, page: {} };

let consent: Consent | undefined;
let isOpen = false;
let shownAt = 0;
let waiting: (() => void)[] = [];

/** Whether this is a page: on a server every call does nothing. */
export function isPage(): boolean {
  return typeof document !== 'undefined';
}

/**
 * Lets the work of a public call through: at once when the gate is open; later, with the moment of the call, while it is
 * closed (before `init`, while consent is pending or the page is rendered ahead); never without consent. Until then
 * nothing is stored. Whatever goes wrong in the work never reaches the page.
 */
export function run(work: () => void): void {
  if (!isPage()) return;
  if (consent === 'denied') {
    report('ignored', 'no consent');
    return;
  }
  const at = Date.now();
  const page = pageContext();
  const pass = () => {
    moment = { at: Math.max(at, shownAt), page };
    guard(work);
  };
  if (isOpen) pass();
  else if (waiting.push(pass) > MAX_WAITING) waiting.shift();
}

/** Runs work whose failure must not reach the page. */
export function guard(work: () => void): void {
  try {
    work();
  } catch (error) {
    report('error', error);
  }
}

/** The consent a page begins with: what its options say, unless the browser objects. */
export function initialConsent(): Consent {
  const objects = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  return objects && settings.respectGpc !== false ? 'denied' : (settings.consent ?? 'granted');
}

/** Makes a consent hold. */
export function applyConsent(next: Consent): void {
  if (next === consent) return;
  consent = next;
  if (next === 'granted') meetDevice();
  if (next !== 'denied') return;
  isOpen = false;
  waiting = [];
  setDelivery(false);
  clearQueue();
  writeCookie('');
  for (const key of keys('')) remove(key);
}

/** Finds the id of this device, or makes one and leaves other tabs which do the same the time to agree on one. */
function meetDevice(): void {
  const known = knownId();
  adopt(known ?? uuidv7());
  if (known) openGate();
  else setTimeout(openGate, RACE_WINDOW_MS);
}

/** Lets everything through that waits, and from now on every call at once; only with consent. */
export function openGate(): void {
  if (isOpen || consent !== 'granted') return;
  adopt(knownId() ?? uuidv7());
  isOpen = true;
  setDelivery(true);
  const calls = waiting;
  waiting = [];
  for (const call of calls) call();
}

/** Whether calls pass. */
export function isGateOpen(): boolean {
  return isOpen;
}

/** Notes that a page which was rendered ahead is seen only now: nothing happened on it before. */
export function noteShown(now: number): void {
  shownAt = now;
}
