import { alias } from '../alias.ts';
import { beforeSend } from '../before-send.ts';
import { compress } from '../compress.ts';
import { consent } from '../consent.ts';
import { engage } from '../engage.ts';
import { explain } from '../explain.ts';
import { flush } from '../flush.ts';
import { group } from '../group.ts';
import { identify } from '../identify.ts';
import { init } from '../init.ts';
import { keepInUrls } from '../keep-in-urls.ts';
import { page } from '../page.ts';
import { reset } from '../reset.ts';
import { salvage } from '../salvage.ts';
import { session } from '../session.ts';
import { survey } from '../survey.ts';
import { track } from '../track.ts';
import type { Consent } from './settings.ts';

const api = {
  alias,
  beforeSend,
  consent,
  engage,
  explain,
  flush,
  group,
  identify,
  init,
  keepInUrls,
  page,
  reset,
  session,
  survey,
  track,
};

type Api = typeof api;

/** A call as `kith.push` takes it: its name and its arguments, or a function that gets the whole of `kith`. */
type Call = [name: keyof Api, ...args: unknown[]] | ((kith: Api) => void);

/** `window.kith` as the script tag defines it: every function of the package, and `push` for calls made before it loads. */
interface ScriptApi extends Api {
  push(...calls: Call[]): void;
}

/** Functions beyond the usual ones; those whose names begin with `auto` a tag may switch on in `data-auto`. */
export type Modules = Readonly<Record<string, (...args: never[]) => unknown>>;

/**
 * Defines `window.kith` as a script tag does, makes the calls that were pushed before, and starts the SDK where the tag has a
 * write key. A second tag on the page does nothing: it must not count everything twice.
 */
export function defineKith(modules: Modules = {}): void {
  const scope = window as { kith?: Call[] | ScriptApi };
  const early = scope.kith;
  if (early && !Array.isArray(early)) return;
  compress();
  salvage();
  scope.kith = { ...api, ...modules, push: (...calls) => calls.forEach(make) };
  const tag = (document.currentScript ?? document.querySelector('script[data-write-key]')) as HTMLScriptElement | null;
  if (tag?.dataset.writeKey) initFromTag(tag, modules);
  early?.forEach(make);

  function make(call: Call): void {
    try {
      if (typeof call === 'function') call(scope.kith as ScriptApi);
      else {
        const [name, ...args] = call;
        ((scope.kith as ScriptApi)[name] as (...args: unknown[]) => void)(...args);
      }
    } catch (error) {
      console.warn('Kith:', error);
    }
  }
}

// The address of the script is also that of the collector, a sub-path included.
function initFromTag(tag: HTMLScriptElement, modules: Modules): void {
  const {
    writeKey = '',
    host = new URL('.', tag.src).href,
    consent,
    name,
    cookieDomain,
    page: pages,
    auto,
    debug,
  } = tag.dataset;
  if (debug !== undefined) explain();
  init({
    writeKey,
    host,
    ...(consent && { consent: consent as Consent }),
    ...(name && { name }),
    ...(cookieDomain && { cookieDomain }),
  });
  const chosen = auto?.split(/\W+/).map((word) => `auto${word[0]?.toUpperCase()}${word.slice(1)}`) ?? [];
  if (pages !== 'off' && !(modules.autoPages && chosen.includes('autoPages'))) page();
  for (const module of chosen) (modules[module] as (() => void) | undefined)?.();
}
