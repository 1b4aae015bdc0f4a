import { consentState } from './consent-state.ts';
import { report } from './report.ts';

// Calls made before init, at most this many: a page may never call it.
const MAX_WAITING = 1_000;

let isReady = false;
let waiting: (() => void)[] = [];

/** Whether this is a page: on a server every call does nothing. */
export function isPage(): boolean {
  return typeof document !== 'undefined';
}

/** Runs the work of a public call after `init`, unless consent is denied. Whatever goes wrong in it never reaches the page. */
export function run(work: () => void): void {
  whenReady(() => (consentState() === 'denied' ? report('ignored') : work()));
}

/** Runs work after `init`, whatever the consent. */
export function whenReady(work: () => void): void {
  if (!isPage()) return;
  if (!isReady) {
    if (waiting.push(work) > MAX_WAITING) waiting.shift();
    report('waiting');
    return;
  }
  try {
    work();
  } catch (error) {
    report('error', error);
  }
}

/** Runs everything that waited, and from now on every call at once. */
export function ready(): void {
  isReady = true;
  const calls = waiting;
  waiting = [];
  calls.forEach(whenReady);
}
