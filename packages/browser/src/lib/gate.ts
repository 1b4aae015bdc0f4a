import { pageContext } from './context.ts';
import { readCookie, writeCookie } from './cookie.ts';
import { isOpen, setDelivery } from './deliver.ts';
import { meetDevice } from './identity.ts';
import { own } from './queue.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { keys, remove } from './storage.ts';

/** When and where a call was made. */
export interface Moment {
  /** ms since 1970. */
  at: number;
  page: ReturnType<typeof pageContext>;
}

// At most so many calls wait: a page may never call init, a person never answer.
const MAX_WAITING = 1_000;
const RACE_WINDOW_MS = 50;

/** The moment of the call that is being worked on. */
export let moment: Moment;

let isAllowed = false;
// Undefined where the person has denied: then nothing may wait.
let waiting: (() => void)[] | undefined = [];

/** Whether this is a page: on a server every call does nothing. */
export function isPage(): boolean {
  return typeof document !== 'undefined';
}

/**
 * Does work once a person can see the page: at once, or when a page that was rendered ahead is shown; never on a server.
 * Whatever goes wrong in the work never reaches the page.
 */
export function onceSeen(work: () => void): void {
  if (!isPage()) return;
  const begin = () => guard(work);
  const isAhead = (document as { prerendering?: boolean }).prerendering;
  if (isAhead) document.addEventListener('prerenderingchange', begin, { once: true });
  else begin();
}

/**
 * Lets the work of a public call through: at once when the gate is open; later, with the moment of the call, while it is
 * closed (before `init`, while consent is pending); never without consent. Until then nothing is stored.
 */
export function run(work: () => void): void {
  onceSeen(() => {
    if (!waiting) {
      report('ignored');
      return;
    }
    const now: Moment = { at: Date.now(), page: pageContext() };
    waiting.push(() => {
      moment = now;
      guard(work);
    });
    if (waiting.length > MAX_WAITING) waiting.shift();
    letThrough();
  });
}

/** Runs work whose failure must not reach the page. */
export function guard(work: () => void): void {
  try {
    work();
  } catch (error) {
    report('error', error);
  }
}

/** Begins with the consent that the options tell, unless the browser objects. */
export function start(): void {
  const { consent = 'granted' } = settings;
  if (consent === 'denied' || (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl)
    waiting = undefined;
  else if (consent === 'granted') allow();
}

/** The person allows: opens the gate, on a new device after the time that tabs opened together need to agree on one id. */
export function allow(): void {
  waiting ??= [];
  isAllowed = true;
  if (readCookie()) openGate();
  else {
    meetDevice();
    setTimeout(openGate, RACE_WINDOW_MS);
  }
}

/** The person denies: closes the gate, and forgets everything. */
export function deny(): void {
  isAllowed = false;
  waiting = undefined;
  setDelivery(false);
  own.clear();
  writeCookie('', 0);
  for (const key of keys('')) remove(key);
}

/** Lets everything through that waits, and from now on every call at once; only with consent. */
export function openGate(): void {
  if (isOpen || !isAllowed) return;
  meetDevice();
  setDelivery(true);
  letThrough();
}

function letThrough(): void {
  while (isOpen && waiting?.[0]) waiting.shift()!();
}
