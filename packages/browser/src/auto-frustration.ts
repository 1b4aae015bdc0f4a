import { pageContext } from './lib/context.ts';
import { guard } from './lib/gate.ts';
import { listen, textOf } from './lib/listen.ts';
import { track } from './track.ts';

// Of a rage click: so many clicks, each so soon after the one before, on the same element.
const RAGE_COUNT = 3;
const RAGE_PAUSE_MS = 500;
// An error comes this soon after the click that caused it.
const ERROR_WITHIN_MS = 1_000;
// A click that changes nothing for so long is dead.
const DEAD_AFTER_MS = 3_000;

// What a person expects to do something when it is clicked, and which shows what it does on the page.
const CLICKABLE = 'button,a[href]:not([target],[download]),[role=button],[role=link],[role=tab],[onclick],summary';

/**
 * Tracks what frustrates people: `Rage Click` (three fast clicks on one element), `Dead Click` (a button or link after which
 * nothing changes for three seconds) and `Error Click` (a script error within a second after the click), each with
 * `selector`, `text` and `url`.
 *
 * @example
 * autoFrustration();
 */
export function autoFrustration(): void {
  let last: { element: Element; at: number; count: number; hasFailed?: boolean } | undefined;
  const say = (event: string, element: Element) =>
    track(event, { selector: selectorOf(element), text: textOf(element), url: pageContext().url });

  listen('click', ({ timeStamp: at }, target) => {
    const element = target.closest(CLICKABLE) ?? target;
    const isAgain = last?.element === element && at - last.at < RAGE_PAUSE_MS;
    last = { element, at, count: isAgain ? last!.count + 1 : 1 };
    if (last.count === RAGE_COUNT) say('Rage Click', element);
    if (last.count === 1 && element.matches(CLICKABLE)) onStillness(() => say('Dead Click', element));
  });

  const onError = ({ timeStamp }: Event) => {
    if (!last || last.hasFailed || timeStamp - last.at > ERROR_WITHIN_MS) return;
    last.hasFailed = true;
    const { element } = last;
    guard(() => say('Error Click', element));
  };
  addEventListener('error', onError);
  addEventListener('unhandledrejection', onError);
}

/** Calls back when nothing happens on the page for {@link DEAD_AFTER_MS}: no change, no scroll, no step to another page. */
function onStillness(call: () => void): void {
  const before = location.href;
  const observer = new MutationObserver(stop);
  const timer = setTimeout(() => {
    stop();
    if (location.href === before && document.hasFocus()) guard(call);
  }, DEAD_AFTER_MS);
  function stop(): void {
    clearTimeout(timer);
    observer.disconnect();
    for (const type of SIGNS) removeEventListener(type, stop, true);
  }
  observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  for (const type of SIGNS) addEventListener(type, stop, true);
}

const SIGNS = ['scroll', 'focusin', 'selectionchange', 'toggle', 'play', 'pagehide'];

/** A selector that tells an element: its id, else its tag and classes below the next ancestor with an id. */
function selectorOf(element: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at && steps.length < 4; at = at.parentElement) {
    if (at.id) return [`#${at.id}`, ...steps].join(' > ');
    steps.unshift([at.localName, ...at.classList].slice(0, 3).join('.'));
  }
  return steps.join(' > ');
}
