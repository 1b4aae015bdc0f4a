import type { WireMessage } from '@kith/protocol';
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
/** Whoever holds the one lock there is, enough for one name, and whoever waits for it. */
let holder: { free(): void } | undefined;
let waiting: (() => void)[] = [];

const locks = {
  async request(_name: string, work: () => Promise<void>): Promise<void> {
    if (holder) await new Promise<void>((resolve) => waiting.push(resolve));
    const died = new Promise<void>((free) => {
      holder = { free };
    });
    const mine = holder;
    await Promise.race([work(), died]);
    if (holder === mine) handOver();
  },
};

function handOver(): void {
  holder = undefined;
  waiting.shift()?.();
}

export const START = Date.UTC(2026, 10, 22, 11, 0, 0);
export const DEVICE = '01a20000-0000-7000-8000-000000123456';
export const ADDRESS = 'https://shop.example/start';

/** A clean browser which knows nothing but the id {@link DEVICE}, at {@link START} on {@link ADDRESS}. */
export async function freshBrowser(): Promise<void> {
  for (const tab of openTabs) tab.crash();
  openTabs.clear();
  setVisibility('visible');
  await Promise.resolve(); // first of all: a listener which outlives its tab may have stored something
  vi.useFakeTimers({ now: START });
  vi.clearAllTimers();
  localStorage.clear();
  visit(ADDRESS);
  for (const pair of document.cookie.split('; ')) setCookie(`${pair.split('=')[0]}=;path=/;max-age=-1`);
  // A device that is known: a new one waits for other tabs before it says anything.
  setCookie(`kith_id=${DEVICE};path=/`);
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
  // Compression runs on threads which fake timers do not wait for; its own test switches it on.
  vi.stubGlobal('CompressionStream', undefined);
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

/** Makes the browser one which has never seen the SDK. */
export function forgetDevice(): void {
  setCookie('kith_id=;path=/;max-age=-1');
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
  const stopRecording = () => {
    for (const undo of restore) undo();
  };
  if (options) stopRecording();

  const end = () => {
    isAlive = false;
    stopRecording();
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

/**
 * Calls a function with the key of each write to storage, before it; a throw in there is what the writer gets. Until it is
 * told to stop.
 */
export function watchStorage(onWrite: (key: string) => void): () => void {
  const storage = localStorage;
  const watched = new Proxy(storage, {
    set(target, key, value) {
      onWrite(String(key));
      return Reflect.set(target, key, value);
    },
  });
  const spy = vi.spyOn(globalThis, 'localStorage', 'get').mockReturnValue(watched);
  return () => spy.mockRestore();
}

/** What a write to a full storage throws. */
export function isFull(): never {
  throw new DOMException('full', 'QuotaExceededError');
}

/** The keys in storage which hold messages. */
export function messageKeys(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith('kith.q.'));
}

/** The messages in storage. */
export function storedMessages(): WireMessage[] {
  return messageKeys().flatMap((key) => JSON.parse(`[${localStorage.getItem(key)}]`));
}

function setVisibility(state: 'hidden' | 'visible'): void {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

function releaseLocks(): void {
  holder?.free();
  holder = undefined;
  waiting = [];
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
