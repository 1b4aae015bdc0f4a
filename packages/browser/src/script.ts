import { alias } from './alias.ts';
import { consent } from './consent.ts';
import { engage } from './engage.ts';
import { flush } from './flush.ts';
import { group } from './group.ts';
import { identify } from './identify.ts';
import { init } from './init.ts';
import type { Consent } from './lib/settings.ts';
import { page } from './page.ts';
import { reset } from './reset.ts';
import { session } from './session.ts';
import { survey } from './survey.ts';
import { track } from './track.ts';

const api = { alias, consent, engage, flush, group, identify, init, page, reset, session, survey, track };

type Api = typeof api;

/** A call as `kith.push` takes it: its name and its arguments, or a function that gets the whole of `kith`. */
type Call = [name: keyof Api, ...args: unknown[]] | ((kith: Api) => void);

/** `window.kith` as the script tag defines it: every function of the package, and `push` for calls made before it loads. */
interface ScriptApi extends Api {
  push(...calls: Call[]): void;
}

const scope = window as { kith?: Call[] | ScriptApi };

function make(call: Call): void {
  try {
    if (typeof call === 'function') call(api);
    else {
      const [name, ...args] = call;
      (api[name] as (...args: unknown[]) => void)(...args);
    }
  } catch (error) {
    console.warn('Kith:', error);
  }
}

// The address of this script is also that of the collector, a sub-path included.
function initFromTag(tag: HTMLScriptElement): void {
  const { writeKey = '', host = new URL('.', tag.src).href, consent, name, cookieDomain, page: pages } = tag.dataset;
  init({
    writeKey,
    host,
    ...(consent && { consent: consent as Consent }),
    ...(name && { name }),
    ...(cookieDomain && { cookieDomain }),
  });
  if (pages !== 'off') page();
}

const early = scope.kith;
// A second tag on the page must not count everything twice.
if (!early || Array.isArray(early)) {
  scope.kith = { ...api, push: (...calls) => calls.forEach(make) };
  const tag = (document.currentScript ?? document.querySelector('script[data-write-key]')) as HTMLScriptElement | null;
  if (tag?.dataset.writeKey) initFromTag(tag);
  early?.forEach(make);
}
