import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from './chromium.ts';
import { startCollector, type TestCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { everythingSent } from './shop.ts';
import { startSite } from './site.ts';

function tagOf({ address, keys }: TestCollector, attributes = ''): string {
  return `<script src="${address}/kith.js" data-write-key="${keys.writeKey}" ${attributes}></script>`;
}

/** What is stored, once it is as much as expected: the names of events and pages in their order. */
async function storedNames(collector: TestCollector, count: number): Promise<unknown[]> {
  return eventually(() => {
    const rows = collector.rows(`SELECT coalesce(name, type) AS name FROM event_log ORDER BY t, sequence`);
    expect(rows.length).toBeGreaterThanOrEqual(count);
    return rows.map(({ name }) => name);
  });
}

/** What the collector was sent more than once. */
function duplicates(collector: TestCollector): unknown {
  return collector.rows('SELECT coalesce(sum(duplicate_count), 0) AS count FROM ledger')[0]?.count;
}

function track(page: Page, event: string): Promise<unknown> {
  return page.evaluate(`kith.track('${event}')`);
}

/** In a page: makes compression take for ever, and leaves the page once it has begun. */
function leaveWhileCompressing(): void {
  const { CompressionStream: Native } = window;
  window.CompressionStream = class {
    readable: ReadableStream;
    writable: WritableStream;
    constructor(format: CompressionFormat) {
      const flush = () => {
        location.href = '/other';
        return new Promise<void>(() => {});
      };
      const { readable, writable } = new Native(format);
      this.readable = readable.pipeThrough(new TransformStream({ flush }));
      this.writable = writable;
    }
  };
}

/** In a page: leaves it in the very moment in which it begins to send something that is compressed. */
function leaveWhenSending(): void {
  const { fetch: native } = window;
  window.fetch = (...request) => {
    const answer = native(...request);
    if (request[1]?.body instanceof Blob) location.href = '/other';
    return answer;
  };
}

describeInChromium('the SDK in a page', () => {
  it('works under a strict Content-Security-Policy with Trusted Types', async () => {
    const collector = await startCollector();
    const policy = `default-src 'none'; script-src ${collector.address}; connect-src ${collector.address}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const site = await startSite({
      '/': `<meta http-equiv="Content-Security-Policy" content="${policy}">${tagOf(collector)}`,
    });
    const page = await (await openBrowser()).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(site);
    await track(page, 'One');
    await everythingSent(page);
    expect(await storedNames(collector, 2)).toEqual(['page', 'One']);
    expect(complaints.filter((text) => /policy|trusted/i.test(text))).toEqual([]);
  });

  it('works in a sandboxed frame, which has no storage', async () => {
    const collector = await startCollector();
    const inner = `${tagOf(collector)}<script>kith.track('Inside'); kith.flush()</script>`.replaceAll('"', '&quot;');
    const site = await startSite({ '/': `<iframe sandbox="allow-scripts" srcdoc="${inner}"></iframe>` });
    const page = await (await openBrowser()).newPage();
    await page.goto(site);
    expect(await storedNames(collector, 2)).toEqual(['page', 'Inside']);
  });

  it('sends although the page has replaced fetch', async () => {
    const collector = await startCollector();
    const site = await startSite({
      '/': `${tagOf(collector)}<script>fetch = () => { throw new Error('mine') }; XMLHttpRequest = undefined</script>`,
    });
    const page = await (await openBrowser()).newPage();
    await page.goto(site);
    await everythingSent(page);
    expect(await storedNames(collector, 1)).toEqual(['page']);
  });

  it('takes what page code throws at it', async () => {
    const collector = await startCollector();
    const site = await startSite({
      '/': `${tagOf(collector)}<script>
        const circle = { big: 10n, get broken() { throw new Error('no') }, huge: 'x'.repeat(1e6), frame: window, node: document };
        circle.self = circle;
        kith.track('Odd', circle);
        kith.track(undefined); kith.identify(Symbol('s')); kith.survey().view(); kith.push(null, ['none'], 7);
        kith.track('Usual', { fine: true });
      </script>`,
    });
    const page = await (await openBrowser()).newPage();
    await page.goto(site);
    await everythingSent(page);
    const names = await storedNames(collector, 3);
    expect(names).toContain('Odd');
    expect(names).toContain('Usual');
  });

  it('leaves it the back/forward cache, and goes on when it comes back', async () => {
    const collector = await startCollector();
    const site = await startSite({ '/': tagOf(collector), '/other': '<title>Other</title>' });
    const page = await (await openBrowser()).newPage();
    await page.goto(site);
    await page.evaluate(`addEventListener('pageshow', ({ persisted }) => { window.isBack = persisted })`);
    await track(page, 'Before');
    await page.goto(`${site}other`);
    await page.goBack({ waitUntil: 'commit' });
    await page.waitForFunction('window.isBack !== undefined');
    expect(await page.evaluate('window.isBack')).toBe(true);
    await track(page, 'After');
    await everythingSent(page);
    expect(await storedNames(collector, 3)).toEqual(['page', 'Before', 'After']);
  });

  it('sends what is said right before it is left, and the next page nothing of it again', async () => {
    const collector = await startCollector();
    const site = await startSite({ '/': tagOf(collector), '/next': tagOf(collector) });
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(site);
    for (const way of ['location', 'link', 'close']) {
      if (way === 'close') {
        await track(page, way);
        await page.close();
      } else {
        const script =
          way === 'link'
            ? `document.body.innerHTML = '<a href="/next"></a>'; document.links[0].click()`
            : `location.href = '/next'`;
        await Promise.all([page.waitForURL('**/next'), page.evaluate(`kith.track('${way}'); ${script}`)]);
        await page.waitForFunction('window.kith');
      }
    }
    // Nobody sends these any more: they have arrived.
    const names = await storedNames(collector, 5);
    expect(names.filter((name) => name !== 'page')).toEqual(['location', 'link', 'close']);

    const last = await browser.newPage();
    await last.goto(site);
    await eventually(async () => {
      const left = await last.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('kith.q.')).length`);
      expect(left).toBe(0);
    });
    expect(duplicates(collector)).toBe(0);
  });

  it.each([
    ['while its messages are being compressed', leaveWhileCompressing],
    ['when its compressed request has just begun', leaveWhenSending],
  ])('sends everything, and once, when it is left %s', async (_, leaveThen) => {
    const collector = await startCollector();
    const site = await startSite({ '/': tagOf(collector, 'data-page="off"'), '/other': '<title>Other</title>' });
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.addInitScript(leaveThen);
    const events = Array.from({ length: 10 }, (_, index) => `Visit ${index}`);
    for (const event of events) {
      await page.goto(site);
      // The answer to the call is lost with the page.
      const flushed = page.evaluate(`kith.track('${event}'); kith.flush()`).catch(() => {});
      await Promise.all([page.waitForURL('**/other'), flushed]);
      // Before any page sends again what the one that was left has not.
      expect(await storedNames(collector, events.indexOf(event) + 1)).toContain(event);
    }
    const last = await browser.newPage();
    await last.goto(site);
    await eventually(async () => {
      const left = await last.evaluate(`Object.keys(localStorage).filter((key) => key.startsWith('kith.q.')).length`);
      expect(left).toBe(0);
    });
    expect(await storedNames(collector, 10)).toEqual(events);
    expect(duplicates(collector)).toBe(0);
  });

  it('has stored everything before anything else can happen to the page, such as a crash', async () => {
    const collector = await startCollector();
    const site = await startSite({ '/': tagOf(collector, 'data-page="off"') });
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(site);
    await page.waitForFunction('kith.session()');
    const client = await browser.newCDPSession(page);
    // The page never gets to do anything else: no timer, no event, no request.
    const hangs = page.waitForEvent('console', (message) => message.text() === 'hangs');
    const script = `for (const name of ['One', 'Two', 'Three']) kith.track(name);
      queueMicrotask(() => { console.log('hangs'); for (;;); })`;
    page.evaluate(script).catch(() => {});
    await hangs;
    const crashed = page.waitForEvent('crash');
    client.send('Page.crash').catch(() => {});
    await crashed;
    const next = await browser.newPage();
    await next.goto(site);
    expect(await storedNames(collector, 3)).toEqual(['One', 'Two', 'Three']);
    expect(duplicates(collector)).toBe(0);
  });

  it('loses nothing in a crash, and what it had told the browser arrives at once', async () => {
    const collector = await startCollector();
    const site = await startSite({ '/': tagOf(collector, 'data-page="off"') });
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const { fetchLater } = window as unknown as { fetchLater: (...args: unknown[]) => unknown };
      Object.assign(window, {
        fetchLater: (...args: unknown[]) => {
          Object.assign(window, { isArmed: true });
          return fetchLater(...args);
        },
      });
    });
    await page.goto(site);
    await track(page, 'Last words');
    await page.waitForFunction('window.isArmed');
    await page.goto('chrome://crash').catch(() => {});
    expect(await storedNames(collector, 1)).toEqual(['Last words']);
  });
});
