import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Recorder } from './recorder.ts';
import type { Sdk } from './sdks.ts';
import { cpuMs, startSite, track, visit } from './site.ts';

const CALLS = 1_000;
const SEND_MS = 4_000;

/** What an SDK costs a page, in CPU time of its main thread. */
export interface Cost {
  /** Loading and starting it, ms. */
  readonly load: number;
  /** A call, up to its return and its microtasks, µs. */
  readonly sync: number;
  /** A call with all that follows within four seconds, sending included, µs. */
  readonly total: number;
}

/** A page without an SDK, whose costs are taken off. */
export const BLANK: Sdk = { name: 'blank', files: { '/sdk.js': 'window.sdk = { start() {}, track() {} };' }, bytes: 0 };

/** Measures one visit with a thousand calls. */
export async function measureCost(browser: Browser, sdk: Sdk, recorder: Recorder): Promise<Cost> {
  const context = await browser.newContext();
  const site = await startSite(sdk, recorder.address);
  try {
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    await visit(page, site.address);
    await wait(1_000);
    const load = await cpuMs(client);
    await track(
      page,
      Array.from({ length: 10 }, (_, index) => `bench-${index}-end`),
    );
    await wait(3_000);
    const before = await cpuMs(client);
    await track(
      page,
      Array.from({ length: CALLS }, (_, index) => `bench-${index}-end`),
    );
    const sync = await cpuMs(client);
    await wait(SEND_MS);
    const total = await cpuMs(client);
    return { load, sync: ((sync - before) / CALLS) * 1_000, total: ((total - before) / CALLS) * 1_000 };
  } finally {
    await context.close();
    site.close();
    recorder.forget();
  }
}

/** What a hundred events, 20 ms apart, are on the wire. */
export async function measureWire(browser: Browser, sdk: Sdk, recorder: Recorder): Promise<Recorder['traffic']> {
  const context = await browser.newContext();
  const site = await startSite(sdk, recorder.address);
  try {
    const page = await context.newPage();
    await visit(page, site.address);
    await wait(3_000);
    recorder.forget();
    await page.evaluate(async () => {
      const { sdk } = window as unknown as { sdk: { track(name: string): void } };
      for (let index = 0; index < 100; index++) {
        sdk.track(`bench-${index}-end`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    await wait(10_000);
    return { ...recorder.traffic };
  } finally {
    await context.close();
    site.close();
    recorder.forget();
  }
}
