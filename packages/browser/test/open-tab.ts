import { vi } from 'vitest';
import type * as Kith from '../src/index.ts';
import type { InitOptions } from '../src/index.ts';
import type { FakeCollector } from './fake-collector.ts';

type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
type ListenerArguments = Parameters<EventTarget['addEventListener']>;

/** A page which runs the SDK: its own instance of the modules, on storage that it shares with all others. */
export interface Tab {
  kith: typeof Kith;
  /** Ends the page as a crash does: no event, nothing heard any more, timers (of all tabs) stopped. */
  crash(): void;
  /** Hides the page as switching tabs does. */
  hide(): void;
  show(): void;
  /** Leaves the page: hidden, `pagehide`, gone. What it sends arrives, but it never hears the answer. */
  leave(): void;
}

const openTabs = new Set<Tab>();
const held = new Set<() => void>();
const waiting: (() => void)[] = [];
let isHeld = false;

// One lock for all names is enough here.
const locks = {
  async request(_name: string, work: () => Promise<void>): Promise<void> {
    if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
    isHeld = true;
    let free = (): void => {};
    const died = new Promise<void>((resolve) => {
      free = resolve;
    });
    held.add(free);
    await Promise.race([work(), died]);
    held.delete(free);
    isHeld = false;
    waiting.shift()?.();
  },
};

export const START = Date.UTC(2026, 10, 22, 11, 0, 0);
export const ADDRESS = 'https://shop.example/start';

/** A clean browser with an empty profile, at {@link START} on {@link ADDRESS}. */
export function freshBrowser(): void {
  for (const tab of openTabs) tab.crash();
  openTabs.clear();
  vi.useFakeTimers({ now: START });
  vi.clearAllTimers();
  localStorage.clear();
  visit(ADDRESS);
  for (const pair of document.cookie.split('; ')) setCookie(`${pair.split('=')[0]}=;path=/;max-age=0`);
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  // Compression runs on threads which fake timers do not wait for; its own test switches it on.
  vi.stubGlobal('CompressionStream', undefined);
  setVisibility('visible');
  releaseLocks();
}

/** Goes to an address, as far as the SDK can see. */
export function visit(address: string): void {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(address);
}

export function setCookie(text: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: tests set what a page would find
  document.cookie = text;
}

/** Opens a page with the SDK's modules loaded afresh, `init` called unless `options` is null. */
export async function openTab(collector: FakeCollector, options: Partial<InitOptions> | null = {}): Promise<Tab> {
  let isAlive = true;
  let hears = true;
  const listeners: (() => void)[] = [];
  const restore = [record(window, listeners), record(document, listeners)];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (!isAlive) return new Promise(() => {});
    const response = await collector.fetch(url, init);
    return hears ? response : new Promise(() => {});
  });
  vi.resetModules();
  const kith: typeof Kith = await import('../src/index.ts');
  if (options) kith.init({ writeKey: 'pk_test', host: 'https://kith.example', ...options });
  for (const undo of restore) undo();

  const end = () => {
    isAlive = false;
    for (const remove of listeners) remove();
    vi.clearAllTimers();
    releaseLocks();
  };
  const tab: Tab = {
    kith,
    crash: end,
    hide: () => setVisibility('hidden'),
    show: () => setVisibility('visible'),
    leave() {
      hears = false;
      setVisibility('hidden');
      window.dispatchEvent(new Event('pagehide'));
      setTimeout(end);
      vi.advanceTimersByTime(0);
      setVisibility('visible');
    },
  };
  openTabs.add(tab);
  return tab;
}

/** Lets time pass for all tabs, ms. */
export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** The texts of the messages in storage. */
export function storedMessages(): string[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith('kith.q.'))
    .map((key) => localStorage.getItem(key) ?? '');
}

function setVisibility(state: 'hidden' | 'visible'): void {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

function releaseLocks(): void {
  for (const free of held) free();
  waiting.length = 0;
}

function record(target: Target, listeners: (() => void)[]): () => void {
  const original = target.addEventListener;
  target.addEventListener = (...added: ListenerArguments) => {
    listeners.push(() => target.removeEventListener(...added));
    original.apply(target, added);
  };
  return () => {
    target.addEventListener = original;
  };
}
