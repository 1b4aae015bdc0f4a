import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession, Page } from 'playwright-core';
import type { Sdk } from './sdks.ts';

declare const sdk: { track(event: string): void };

/** A site on which an SDK is tried. */
export interface Site {
  readonly address: string;
  readonly close: () => void;
}

/** Serves a site, each page of which loads an SDK and starts it. */
export async function startSite({ files }: Sdk, collector: string): Promise<Site> {
  const page = `<!doctype html><title>Site</title><a href="/next">Next</a>
    <script type="module">import '/sdk.js'; sdk.start('${collector}'); window.isStarted = true;</script>`;
  const server = createServer(({ url }, response) => {
    const script = files[url ?? ''];
    response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
    response.end(script ?? page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.closeAllConnections(),
  };
}

/** Opens a page, up to the moment at which the SDK is started. */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.waitForFunction('window.isStarted');
}

/** Tracks events, one after the other in one go. */
export function track(page: Page, names: readonly string[]): Promise<void> {
  return page.evaluate((all) => {
    for (const name of all) sdk.track(name);
  }, names);
}

/** CPU time of the page's main thread so far, in ms. */
export async function cpuMs(client: CDPSession): Promise<number> {
  const { metrics } = await client.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000;
}
