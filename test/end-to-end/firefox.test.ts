import { describe, expect, it } from 'vitest';
import { startCollector, type TestCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { type FirefoxTab, firefoxPath, openFirefox } from './firefox.ts';
import { startProxy } from './proxy.ts';
import { startSite } from './site.ts';

const path = firefoxPath() ?? '';

function tagOf(address: string, { keys }: TestCollector): string {
  return `<script src="${address}/kith.js" data-write-key="${keys.writeKey}" data-page="off"></script>`;
}

function storedNames(collector: TestCollector): unknown[] {
  return collector.rows('SELECT name FROM event_log ORDER BY t, sequence').map(({ name }) => name);
}

async function everythingSent(tab: FirefoxTab): Promise<void> {
  await eventually(async () => expect(await tab.run('kith.flush()')).toBe(true));
}

// Not everybody has it, and a change need not pass here: what differs from Chromium is tried by who works on the SDK.
describe.skipIf(!path)('the SDK in Firefox', () => {
  it('sends what is said right before a page is left, and the next page nothing of it again', async () => {
    const collector = await startCollector();
    const site = await startSite({ '/': tagOf(collector.address, collector), '/next': '<title>Next</title>' });
    const firefox = await openFirefox(path);
    const tab = await firefox.newTab();
    await tab.open(site);
    await tab.run(`kith.track('location'); location.href = '/next'`);
    await eventually(() => expect(storedNames(collector)).toEqual(['location']));
    await tab.open(site);
    await tab.run(`kith.track('close')`);
    await tab.close();
    await eventually(() => expect(storedNames(collector)).toEqual(['location', 'close']));

    const last = await firefox.newTab();
    await last.open(site);
    await eventually(async () => {
      expect(await last.run(`Object.keys(localStorage).filter((key) => key.startsWith('kith.q.')).length`)).toBe(0);
    });
    expect(collector.rows('SELECT sum(duplicate_count) AS count FROM ledger')).toEqual([{ count: 0 }]);
  });

  it('delivers each event once after an outage with reloads and tabs, of one device in one session', async () => {
    const collector = await startCollector();
    let isDown = true;
    const network = await startProxy({ target: collector.address, fault: () => (isDown ? 'reset' : undefined) });
    const site = await startSite({ '/': tagOf(network.address, collector) });
    const firefox = await openFirefox(path);
    const tabs = await Promise.all([1, 2, 3].map(() => firefox.newTab()));
    for (const tab of tabs) await tab.open(site);
    for (const [index, tab] of tabs.entries()) {
      await tab.run(`for (const name of ['a', 'b', 'c']) kith.track(name + ${index})`);
      expect(await tab.run('kith.flush()')).toBe(false);
    }
    await tabs[0]?.open(site);
    isDown = false;
    for (const tab of tabs) await everythingSent(tab);
    await eventually(() => expect(storedNames(collector)).toHaveLength(9));
    expect(new Set(storedNames(collector)).size).toBe(9);
    expect(
      collector.rows(`SELECT DISTINCT anonymous_id, context ->> '$.sessionId' AS session FROM event_log`),
    ).toHaveLength(1);
  });

  it('works under a strict Content-Security-Policy and in a frame without storage', async () => {
    const collector = await startCollector();
    const { address } = collector;
    const policy = `default-src 'none'; script-src ${address}; connect-src ${address}`;
    const tag = tagOf(address, collector);
    const inside = `${tag}<script>kith.track('framed'); kith.flush()</script>`.replaceAll('"', '&quot;');
    const site = await startSite({
      '/strict': `<meta http-equiv="Content-Security-Policy" content="${policy}">${tag}`,
      '/framed': `<iframe sandbox="allow-scripts" srcdoc="${inside}"></iframe>`,
    });
    const tab = await (await openFirefox(path)).newTab();
    await tab.open(`${site}strict`);
    await tab.run(`kith.track('strict')`);
    await everythingSent(tab);
    await tab.open(`${site}framed`);
    await eventually(() => expect(storedNames(collector)).toEqual(['strict', 'framed']));
  });
});
