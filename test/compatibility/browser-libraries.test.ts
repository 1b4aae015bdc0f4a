import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from '../end-to-end/chromium.ts';
import { startCollector } from '../end-to-end/collector.ts';
import { eventually } from '../end-to-end/eventually.ts';
import { MINUTE_MS, pass, SECOND_MS } from '../end-to-end/pass.ts';
import { type Fault, startProxy } from '../end-to-end/proxy.ts';
import { seededFaults } from '../end-to-end/seeded-faults.ts';
import { startSite } from '../end-to-end/site.ts';

interface Library {
  /** What the page loads. */
  readonly script: () => Promise<Buffer | string>;
  /** The library's own tag before that; none by default. */
  readonly snippet?: string;
  /** What the page tells the library beside the address and the key. */
  readonly options?: object;
  /** Faults which the library survives; all by default. */
  readonly faults?: readonly Fault[];
  /** How bad the network is, and by which seed; by default a fifth of the requests meet a fault. */
  readonly network?: readonly [seed: number, share: number];
}

const LIBRARIES: Readonly<Record<string, Library>> = {
  '@segment/analytics-next by its script tag': {
    script: async () =>
      readFileSync(
        join(
          createRequire(import.meta.url).resolve('@segment/analytics-next/package.json'),
          '../dist/umd/standalone.js',
        ),
      ),
    // Calls wait in a list until the library is there.
    snippet: `
      const analytics = window.analytics = Object.assign([], { _cdn: collector, _writeKey: writeKey })
      for (const name of ['group', 'identify', 'page', 'track']) {
        analytics[name] = (...args) => analytics.push([name, ...args])
      }`,
  },
  '@segment/analytics-next from npm': { script: () => bundled('segment-next.js') },
  '@segment/analytics-next in batches': {
    script: () => bundled('segment-next.js'),
    options: {
      integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config: { size: 2, timeout: 500 } } } },
    },
    // They are few: each of the first four meets another fault.
    network: [25, 0.6],
  },
  '@rudderstack/analytics-js/bundled': { script: () => bundled('rudder.js') },
  '@rudderstack/analytics-js/bundled in batches': {
    script: () => bundled('rudder.js'),
    options: { queueOptions: { batch: { enabled: true, maxItems: 2, flushInterval: 500 } } },
  },
  '@rudderstack/analytics-js/bundled by beacons': {
    script: () => bundled('rudder.js'),
    options: { useBeacon: true, beaconQueueOptions: { maxItems: 2, flushQueueInterval: 500 } },
    // Nobody hears whether a beacon arrived.
    faults: ['answer lost', 'duplicated'],
  },
  // It sends nothing again by itself.
  '@jitsu/js': { script: () => bundled('jitsu.js'), faults: ['answer lost', 'duplicated'] },
};

describeInChromium('browser libraries', () => {
  it.each(Object.keys(LIBRARIES))('%s: every event once and on the right person, over a bad network', async (name) => {
    const {
      script,
      snippet = '',
      options = {},
      network: [seed, share] = [34, 0.2],
      faults = ['answer lost', 'duplicated', 'refused', 'reset'],
    } = LIBRARIES[name] as Library;
    const random = seededFaults(seed, share);
    const fault = () => {
      const drawn = random();
      return drawn && faults.includes(drawn) ? drawn : undefined;
    };
    const collector = await startCollector();
    const network = await startProxy({ target: collector.address, fault });
    const site = await startSite({
      '/': `<!doctype html><title>A site</title>
        <script>
          const collector = window.collector = '${network.address}', writeKey = window.writeKey = '${collector.keys.writeKey}'
          window.options = ${JSON.stringify(options)}
          ${snippet}
        </script>
        <script async src="library.js"></script>`,
      '/library.js': await script(),
    });
    const person = await openBrowser();
    const visited = new Set<string>();
    person.on('request', (request) => visited.add(`${new URL(request.url()).origin}/`));
    await person.clock.install({ time: collector.now() });
    const stored = (count: number) =>
      eventually(async () => {
        // Retries wait for seconds; there is no need to.
        await pass(SECOND_MS, collector, person);
        expect(collector.rows('SELECT message_id FROM events')).toHaveLength(count);
      });

    const visit = await person.newPage();
    await visit.goto(site);
    await call(visit, [['page'], ...tracks(0, 10)]);
    await call(visit, [['identify', 'user-1', { email: 'one@example.com' }], ...tracks(10, 20)]);
    await stored(22);

    await pass(31 * MINUTE_MS, collector, person);
    await visit.reload();
    await call(visit, [['page'], ...tracks(20, 30), ['group', 'acme', { name: 'Acme Ltd' }]]);
    await stored(34);

    const [profile] = await eventually(() => {
      const profiles = collector.rows('SELECT * FROM profiles');
      expect(profiles).toMatchObject([{ message_count: 34 }]);
      return profiles;
    });
    expect(profile).toMatchObject({
      ...{ profile_id: 'u:user-1', email: 'one@example.com', account_id: 'acme', first_browser_name: 'Chrome' },
      ...{ event_count: 30, page_count: 2, session_count: 2, is_bot: 0 },
    });
    expect(collector.rows(`SELECT name FROM events WHERE type = 'track' ORDER BY name`)).toEqual(
      tracks(0, 30).map(([, name]) => ({ name })),
    );
    expect(collector.rows('SELECT event_count, page_count FROM sessions ORDER BY started_at')).toEqual([
      { event_count: 20, page_count: 1 },
      { event_count: 10, page_count: 1 },
    ]);
    expect(collector.rows('SELECT * FROM rejected_events')).toEqual([]);
    // Nothing is loaded from the vendor, nor reported to it.
    expect([...visited].sort()).toEqual([site, `${network.address}/`].sort());
    for (const kind of faults) expect(network.faults[kind], kind).toBeGreaterThan(0);
  });
});

/** A module of `pages` with all it imports, as a bundler packs it for the browser. */
async function bundled(name: string): Promise<string> {
  const input = fileURLToPath(new URL(`pages/${name}`, import.meta.url));
  const bundle = await rolldown({ input, platform: 'browser' });
  const { output } = await bundle.generate({ format: 'iife', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

function tracks(from: number, to: number): [string, string][] {
  return Array.from({ length: to - from }, (_, index) => ['track', `Event ${String(from + index).padStart(2, '0')}`]);
}

async function call(visit: Page, calls: unknown[][]): Promise<void> {
  await visit.waitForFunction(() => 'analytics' in window);
  await visit.evaluate((each) => {
    const { analytics } = window as unknown as { analytics: Record<string, (...args: unknown[]) => void> };
    for (const [name, ...args] of each) (analytics[String(name)] as (...args: unknown[]) => void)(...args);
  }, calls);
}
