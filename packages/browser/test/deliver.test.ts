import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type FakeCollector, fakeCollector } from './fake-collector.ts';
import { freshBrowser, messageKeys, openTab, pass, START, storedMessages, type Tab } from './open-tab.ts';

let collector: FakeCollector;

beforeEach(async () => {
  await freshBrowser();
  collector = fakeCollector();
});

describe('a request', () => {
  test('goes to /v1/batch as text without headers or cookies, with key, time and library', async () => {
    const { kith } = await openTab(collector, { host: 'https://example.com/kith/' });
    kith.track('Clicked');
    await pass(2_000);
    const [request] = collector.requests;
    expect(request?.url).toBe('https://example.com/kith/v1/batch');
    expect(request?.init).toMatchObject({ method: 'POST', credentials: 'omit', keepalive: true });
    expect(request?.init.headers).toBeUndefined();
    expect(typeof request?.init.body).toBe('string');
    expect(request?.body).toMatchObject({ writeKey: 'pk_test', sentAt: new Date(START + 2_000).toISOString() });
    expect(request?.body.context?.library).toEqual({ name: '@kith/browser', version: '0.1.0' });
  });

  test('carries everything said within two seconds', async () => {
    const { kith } = await openTab(collector);
    for (let index = 0; index < 100; index++) {
      kith.track(`Event ${index}`);
      await pass(20);
    }
    await pass(2_000);
    expect(collector.deliveries()).toHaveLength(100);
    expect(collector.requests.length).toBeLessThanOrEqual(2);
  });

  test('stays under 60,000 bytes, whatever the alphabet', async () => {
    const { kith } = await openTab(collector);
    for (let index = 0; index < 40; index++) kith.track('Long', { text: 'ж😀'.repeat(400) });
    await pass(5_000);
    expect(collector.deliveries()).toHaveLength(40);
    expect(collector.requests.length).toBeGreaterThan(1);
    for (const { init } of collector.requests) {
      expect(new TextEncoder().encode(init.body as string).length).toBeLessThan(60_000);
    }
  });

  test('is compressed, which the collector sees by its first bytes, where the browser can', async () => {
    const { kith } = await openTab(collector);
    kith.compress();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    for (let index = 0; index < 20; index++) kith.track('Clicked');
    expect(await kith.flush()).toBe(true);
    expect(collector.deliveries()).toHaveLength(20);
    const body = collector.requests[0]?.init.body;
    expect(body).toBeInstanceOf(Blob);
    expect((body as Blob).type).toBe('');
  });
});

describe('a message', () => {
  test('stays in storage, under a key of its own, until the collector confirms it', async () => {
    collector.otherwise = 'hang';
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(0);
    kith.track('Two');
    await pass(0);
    expect(messageKeys()).toHaveLength(2);
    await pass(2_000);
    expect(collector.requests).toHaveLength(1);
    expect(storedMessages()).toHaveLength(2);
  });

  test('is deleted when it is confirmed', async () => {
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(2_000);
    expect(storedMessages()).toHaveLength(0);
  });

  test.each([
    ['a captive portal', { status: 200, body: '<html>Sign in</html>' }],
    ['a 200 that says no', { status: 200, body: '{"success":false}' }],
    ['202', { status: 202, body: '{"success":true}' }],
    ['204', { status: 204, body: '' }],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
    ['408', { status: 408 }],
    ['429', { status: 429 }],
    ['404 of a proxy whose collector restarts', { status: 404, body: '404 page not found' }],
    ['403 of a firewall', { status: 403, body: '<html>Blocked</html>' }],
  ])('is sent again after %s', async (_name, answer) => {
    if (answer.status === 204) answer = { status: 204, body: undefined as unknown as string };
    collector.answers = [answer];
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(2_000);
    expect(collector.names()).toEqual([]);
    await pass(5_000);
    expect(collector.names()).toEqual(['One']);
    expect(storedMessages()).toHaveLength(0);
  });

  test.each([400, 401, 403, 404, 413])(
    'is dropped and counted after %i, and the next message tells so',
    async (status) => {
      collector.answers = [{ status }];
      const { kith } = await openTab(collector);
      kith.track('Refused');
      await pass(2_000);
      expect(storedMessages()).toHaveLength(0);
      kith.track('Next');
      await pass(2_000);
      expect(collector.names()).toEqual(['Next']);
      expect(collector.deliveries()[0]?.context.kith).toEqual({ seq: 2, dropped: 1 });
    },
  );

  test('is delivered after a refused connection although the browser believes to be online or offline', async () => {
    for (const onLine of [true, false]) {
      await freshBrowser();
      collector = fakeCollector();
      Object.defineProperty(navigator, 'onLine', { value: onLine, configurable: true });
      collector.answers = ['refuse', 'refuse', 'refuse'];
      const { kith } = await openTab(collector);
      kith.track('One');
      await pass(60_000);
      expect(collector.names()).toEqual(['One']);
    }
    Object.defineProperty(navigator, 'onLine', { value: true, configurable: true });
  });
});

describe('after an outage', () => {
  test.each([10_000, 60_000])(
    'of %i ms everything arrives once, without a new message or a reload',
    async (outageMs) => {
      collector.otherwise = 'refuse';
      const { kith } = await openTab(collector);
      for (let index = 0; index < 10; index++) {
        kith.track(`Event ${index}`);
        await pass(outageMs / 10);
      }
      collector.otherwise = 'confirm';
      await pass(60_000);
      expect(collector.names()).toEqual(Array.from({ length: 10 }, (_, index) => `Event ${index}`));
      expect(collector.duplicates()).toBe(0);
    },
  );

  test('waits longer from try to try, at most a minute', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    collector.otherwise = 'refuse';
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(400_000);
    const gaps = collector.requests.map(({ at }, index) => at - (collector.requests[index - 1]?.at ?? START));
    expect(gaps.slice(0, 9)).toEqual([2_000, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('the try comes at once when the browser comes online', async () => {
    collector.answers = ['refuse', 'refuse', 'refuse', 'refuse', 'refuse'];
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(12_000);
    const before = collector.requests.length;
    window.dispatchEvent(new Event('online'));
    await pass(0);
    expect(collector.requests.length).toBe(before + 1);
  });

  test('messages of an earlier page follow', async () => {
    collector.otherwise = 'refuse';
    const first = await openTab(collector);
    first.kith.track('Before the reload');
    await pass(5_000);
    first.crash();
    collector.otherwise = 'confirm';
    await openTab(collector);
    await pass(15_000);
    expect(collector.names()).toEqual(['Before the reload']);
  });

  test('they follow also when their time comes while a request is under way', async () => {
    collector.otherwise = 'refuse';
    const first = await openTab(collector);
    first.kith.track('Left behind');
    await pass(2_000);
    first.crash();
    collector.otherwise = 'confirm';
    const answer = collector.fetch;
    collector.fetch = async (...request) => {
      const response = await answer(...request);
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      return response;
    };
    const second = await openTab(collector);
    second.kith.track('Now');
    await pass(40_000);
    expect(collector.names()).toEqual(['Now', 'Left behind']);
  });
});

describe('Retry-After', () => {
  test('is honoured by this page, by others and by the page that is being left', async () => {
    collector.answers = [{ status: 429, retryAfter: '30' }];
    const first = await openTab(collector);
    first.kith.track('One');
    await pass(2_000);
    first.kith.track('Two');
    first.leave();
    const second = await openTab(collector);
    second.kith.track('Three');
    await pass(29_000);
    expect(collector.requests).toHaveLength(1);
    await pass(16_000);
    expect(collector.names().sort()).toEqual(['One', 'Three', 'Two']);
  });

  test('beyond five minutes is cut there', async () => {
    collector.answers = [{ status: 503, retryAfter: '86400' }];
    const { kith } = await openTab(collector);
    kith.track('One');
    await pass(302_000);
    expect(collector.names()).toEqual(['One']);
  });
});

describe('a page that is hidden or left', () => {
  test('sends at once, in a request that outlives it', async () => {
    const tab = await openTab(collector);
    tab.kith.track('One');
    tab.hide();
    await pass(0);
    expect(collector.names()).toEqual(['One']);
    expect(collector.requests[0]?.init.keepalive).toBe(true);
    await pass(0);
    expect(storedMessages()).toHaveLength(0);
  });

  test('sends once, although several events say that it is left', async () => {
    const tab = await openTab(collector);
    tab.kith.track('One');
    tab.leave();
    await pass(0);
    expect(collector.requests).toHaveLength(1);
  });

  test('sends as much as its last request may hold, and the rest once that is confirmed', async () => {
    const tab = await openTab(collector);
    for (let index = 0; index < 8; index++) {
      tab.kith.track(`Event ${index}`, { text: 'x'.repeat(15_000) });
      await Promise.resolve();
    }
    tab.hide();
    await pass(0);
    expect(collector.requests.length).toBeGreaterThan(1);
    for (const { init } of collector.requests) expect(String(init.body).length).toBeLessThan(60_000);
    await pass(10_000);
    expect(collector.deliveries()).toHaveLength(8);
    expect(collector.duplicates()).toBe(0);
  });

  test('never hears whether it arrived: the next page asks, and sends nothing twice', async () => {
    const tab = await openTab(collector);
    tab.kith.track('One');
    tab.leave();
    await pass(100);
    const next = await openTab(collector);
    next.kith.page();
    await pass(0);
    expect(storedMessages()).toHaveLength(2);
    await pass(2_000);
    expect(collector.requests).toHaveLength(2);
    expect(collector.requests[1]?.body.confirm).toHaveLength(1);
    expect(collector.names()).toEqual(['One', 'page']);
    expect(storedMessages()).toHaveLength(0);
  });

  test('and has sent in vain is stood in for by the next', async () => {
    collector.answers = ['refuse'];
    const tab = await openTab(collector);
    tab.kith.track('One');
    tab.leave();
    await pass(100);
    await openTab(collector);
    await pass(5_000);
    expect(collector.names()).toEqual(['One']);
    expect(storedMessages()).toHaveLength(0);
  });

  test('is stood in for by the next also where a collector does not say what it has', async () => {
    const answer = collector.fetch;
    collector.fetch = async (...request) => {
      await answer(...request);
      return new Response('{"success":true}');
    };
    const tab = await openTab(collector);
    tab.kith.track('One');
    tab.leave();
    await pass(100);
    await openTab(collector);
    await pass(5_000);
    expect(collector.names()).toEqual(['One', 'One']);
    expect(storedMessages()).toHaveLength(0);
  });

  describe('while messages are compressed', () => {
    /** A page whose requests take a second to be compressed. */
    async function openSlowTab(): Promise<Tab> {
      const tab = await openTab(collector);
      const { encodeWith } = await import('../src/lib/deliver.ts'); // of the same page
      encodeWith(async (text) => {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return text;
      });
      return tab;
    }

    test.each(['confirm', 'hang'] as const)('sends them as they are, and not again afterwards (%s)', async (answer) => {
      collector.answers = [answer];
      const tab = await openSlowTab();
      tab.kith.track('One');
      await pass(2_500);
      expect(collector.requests).toHaveLength(0);
      tab.hide();
      await pass(5_000);
      expect(collector.requests.map(({ init }) => init.keepalive)).toEqual([true]);
    });

    test('sends them as they are, with what is said since, and the next page nothing again', async () => {
      const tab = await openSlowTab();
      tab.kith.track('One');
      await pass(2_500);
      tab.kith.track('Two');
      tab.leave();
      await pass(100);
      const next = await openTab(collector);
      next.kith.page();
      await pass(10_000);
      expect(collector.names()).toEqual(['One', 'Two', 'page']);
      expect(storedMessages()).toEqual([]);
    });

    test('sends and asks nothing when consent is denied meanwhile', async () => {
      const first = await openTab(collector);
      first.kith.track('Left behind');
      first.crash();
      await pass(60_000);
      const { kith } = await openSlowTab();
      await pass(2_500);
      kith.consent('denied');
      await pass(5_000);
      expect(collector.requests).toEqual([]);
    });

    test('leaves alone what was compressed in time and is on its way', async () => {
      collector.answers = ['hang'];
      const tab = await openSlowTab();
      tab.kith.track('One');
      await pass(3_500);
      tab.hide();
      await pass(5_000);
      expect(collector.requests.map(({ init }) => init.keepalive)).toEqual([true]);
    });
  });

  test('does not send again what is on its way', async () => {
    collector.answers = ['hang'];
    const tab = await openTab(collector);
    tab.kith.track('One');
    await pass(2_000);
    tab.hide();
    await pass(0);
    expect(collector.requests).toHaveLength(1);
  });

  test('is not hindered in the back/forward cache: nothing listens to unload or beforeunload', async () => {
    const added: string[] = [];
    const spies = [window, document].map((target) =>
      vi.spyOn(target, 'addEventListener').mockImplementation((type: string) => void added.push(type)),
    );
    await openTab(collector);
    for (const spy of spies) spy.mockRestore();
    expect(added).toContain('pagehide');
    expect(added.filter((type) => type.includes('unload'))).toEqual([]);
  });
});

test('flush sends now and says whether everything is confirmed', async () => {
  collector.answers = [{ status: 500 }];
  const { kith } = await openTab(collector);
  kith.track('One');
  expect(await kith.flush()).toBe(false);
  expect(await kith.flush()).toBe(true);
  expect(collector.names()).toEqual(['One']);
});

test('what a page says while a request is under way goes with the next', async () => {
  const { kith } = await openTab(collector);
  kith.track('One');
  await pass(1_999);
  kith.track('Two');
  await pass(1);
  kith.track('Three');
  await pass(2_000);
  expect(collector.names()).toEqual(['One', 'Two', 'Three']);
});
