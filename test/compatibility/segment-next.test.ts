import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from '../end-to-end/chromium.ts';
import { startCollector } from '../end-to-end/collector.ts';
import { eventually } from '../end-to-end/eventually.ts';
import { MINUTE_MS, pass, SECOND_MS } from '../end-to-end/pass.ts';
import { startProxy } from '../end-to-end/proxy.ts';
import { seededFaults } from '../end-to-end/seeded-faults.ts';
import { startSite } from '../end-to-end/site.ts';

const LIBRARY = join(
  createRequire(import.meta.url).resolve('@segment/analytics-next/package.json'),
  '../dist/umd/standalone.js',
);

describeInChromium('@segment/analytics-next', () => {
  it('every event once and on the right person, over a bad network', async () => {
    const collector = await startCollector();
    const network = await startProxy({ target: collector.address, fault: seededFaults(39, 0.2) });
    const site = await startSite({
      '/': page(network.address, collector.keys.writeKey),
      '/analytics.js': readFileSync(LIBRARY),
    });
    const stored = (count: number) =>
      eventually(async () => {
        // Its retries wait for seconds; there is no need to.
        await pass(SECOND_MS, collector, person);
        expect(collector.rows('SELECT message_id FROM events')).toHaveLength(count);
      });

    const person = await openBrowser();
    await person.clock.install({ time: collector.now() });
    const visit = await person.newPage();
    await visit.goto(site);
    await call(visit, [['page'], ...tracks(0, 10)]);
    await call(visit, [['identify', 'user-next', { email: 'next@example.com' }], ...tracks(10, 20)]);
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
      ...{ profile_id: 'u:user-next', email: 'next@example.com', account_id: 'acme', first_browser_name: 'Chrome' },
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
    for (const count of Object.values(network.faults)) expect(count).toBeGreaterThan(0);
  });
});

/** A page with Segment's library as its script tag has it (calls wait until it is there), pointed at the collector. */
function page(collector: string, writeKey: string): string {
  return `<!doctype html><title>A site with Segment</title>
    <script>
      const analytics = window.analytics = Object.assign([], { _cdn: '${collector}', _writeKey: '${writeKey}' })
      for (const name of ['group', 'identify', 'page', 'track']) {
        analytics[name] = (...args) => analytics.push([name, ...args])
      }
    </script>
    <script async src="analytics.js"></script>`;
}

function tracks(from: number, to: number): [string, string][] {
  return Array.from({ length: to - from }, (_, index) => ['track', `Event ${String(from + index).padStart(2, '0')}`]);
}

function call(visit: Page, calls: unknown[][]): Promise<void> {
  return visit.evaluate((each) => {
    const { analytics } = window as unknown as { analytics: Record<string, (...args: unknown[]) => void> };
    for (const [name, ...args] of each) (analytics[String(name)] as (...args: unknown[]) => void)(...args);
  }, calls);
}
