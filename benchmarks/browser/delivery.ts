import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Mode, Recorder } from './recorder.ts';
import type { Sdk } from './sdks.ts';
import { startSite, track, visit } from './site.ts';

/** How many of the events arrived, as shares: soon after the page was left, in the end, and more often than once. */
export interface Delivery {
  readonly atOnce: number;
  readonly inTheEnd: number;
  readonly twice: number;
}

/** Ways to leave a page right after an event was tracked. */
export const EXITS = ['location', 'link', 'close', 'cold', 'crash'] as const;

/** Times without a collector, during which ten events are tracked. */
export const OUTAGES = [
  'refused 10 s',
  'refused 60 s',
  '503 for 10 s',
  'offline 10 s',
  'reload while refused',
  '8 tabs',
] as const;

const SOON_MS = 1_000;

/** Leaves a page `count` times with one event each; then visits the site once more, with another event. */
export async function measureExit(
  browser: Browser,
  sdk: Sdk,
  recorder: Recorder,
  { exit, count }: { exit: (typeof EXITS)[number]; count: number },
): Promise<Delivery> {
  return inContext(browser, sdk, recorder, async (context, site) => {
    const leftAt = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      const page = await context.newPage();
      await visit(page, site);
      if (exit !== 'cold') await wait(300);
      const name = `bench-${index}-end`;
      leftAt.set(name, await leave(page, exit, name));
      await recorder.arrival(name, SOON_MS);
      await page.close().catch(() => {});
      if ((index + 1) % 10 === 0) console.error(`${sdk.name}, ${exit}: ${index + 1} of ${count}`);
    }
    const last = await context.newPage();
    await visit(last, site);
    await track(last, ['visit']); // some send what is left only with what is new
    await wait(15_000);
    return deliveryOf([...leftAt.keys()], recorder, (name) => (leftAt.get(name) ?? 0) + SOON_MS);
  });
}

/** Tracks an event and leaves. @returns when, in ms of `performance.now`. */
async function leave(page: Page, exit: (typeof EXITS)[number], name: string): Promise<number> {
  let now = performance.now();
  if (exit === 'close' || exit === 'crash') {
    await track(page, [name]);
    if (exit === 'crash') await wait(500);
    now = performance.now();
    await (exit === 'close' ? page.close() : page.goto('chrome://crash').catch(() => {}));
    return now;
  }
  // The answer to the call is lost with the page. The next one loads the SDK too.
  await Promise.all([
    page.waitForURL('**/next'),
    page
      .evaluate(
        ([event, how]) => {
          (window as unknown as { sdk: { track(name?: string): void } }).sdk.track(event);
          if (how === 'link') document.querySelector('a')?.click();
          else location.href = '/next';
        },
        [name, exit],
      )
      .catch(() => {}),
  ]);
  return now;
}

/** Tracks ten events while nothing can be delivered; `inTheEnd` is without another event or page. */
export async function measureOutage(
  browser: Browser,
  sdk: Sdk,
  recorder: Recorder,
  outage: (typeof OUTAGES)[number],
): Promise<Delivery> {
  return inContext(browser, sdk, recorder, async (context, site) => {
    const pages = [await context.newPage()];
    while (outage === '8 tabs' && pages.length < 8) pages.push(await context.newPage());
    await Promise.all(pages.map((page) => visit(page, site)));
    await wait(2_500);
    const mode: Mode = outage.startsWith('503') ? 'unavailable' : 'refuse';
    const isOffline = outage.startsWith('offline');
    if (isOffline) await context.setOffline(true);
    else recorder.mode = mode;
    const names: string[] = [];
    const lastsMs = outage === 'refused 60 s' ? 60_000 : 10_000;
    for (let index = 0; index < 10; index++) {
      for (const page of pages) {
        names.push(`bench-${names.length}-end`);
        await track(page, names.slice(-1));
      }
      await wait(lastsMs / 10);
    }
    if (outage.startsWith('reload')) await visit(pages[0]!, site);
    await wait(1_000);
    recorder.mode = 'up';
    await context.setOffline(false);
    const soon = performance.now() + 15_000;
    await wait(75_000);
    return deliveryOf(names, recorder, () => soon);
  });
}

async function inContext(
  browser: Browser,
  sdk: Sdk,
  recorder: Recorder,
  work: (context: BrowserContext, site: string) => Promise<Delivery>,
): Promise<Delivery> {
  const context = await browser.newContext();
  const site = await startSite(sdk, recorder.address);
  try {
    return await work(context, site.address);
  } finally {
    await context.close();
    site.close();
    recorder.mode = 'up';
    recorder.forget();
  }
}

function deliveryOf(names: readonly string[], { arrivals }: Recorder, soon: (name: string) => number): Delivery {
  const times = names.map((name) => ({ limit: soon(name), at: arrivals.get(name) ?? [] }));
  const share = (count: number) => count / names.length;
  return {
    atOnce: share(times.filter(({ limit, at }) => at.some((time) => time <= limit)).length),
    inTheEnd: share(times.filter(({ at }) => at.length > 0).length),
    twice: share(times.reduce((sum, { at }) => sum + Math.max(0, at.length - 1), 0)),
  };
}
