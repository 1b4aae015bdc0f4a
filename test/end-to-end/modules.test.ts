import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from './chromium.ts';
import { startCollector, type TestCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { SECOND_MS } from './pass.ts';
import { everythingSent } from './shop.ts';
import { startSite } from './site.ts';

interface Visit {
  readonly page: Page;
  /** What was tracked besides page views and leaving out what every message has: name and properties, in order. */
  readonly told: () => Promise<[name: unknown, properties: unknown][]>;
  readonly collector: TestCollector;
}

/** Waits until everything the page has said is stored and folded. */
async function everythingFolded(page: Page, { rows }: TestCollector): Promise<void> {
  await everythingSent(page);
  await eventually(() => {
    expect(rows('SELECT count(*) AS count FROM events')).toEqual(rows('SELECT count(*) AS count FROM event_log'));
  });
}

/** Opens a page with the given body on which the given modules are on. */
async function visit(auto: string, body: string): Promise<Visit> {
  const collector = await startCollector();
  const site = await startSite({
    '/': `<!doctype html><title>Start</title><body>
      <script src="${collector.address}/kith.auto.js" data-write-key="${collector.keys.writeKey}" data-auto="${auto}"></script>
      ${body}`,
  });
  const browser = await openBrowser();
  await browser.clock.install({ time: collector.now() });
  const page = await browser.newPage();
  await page.goto(site);
  return {
    page,
    collector,
    told: async () => {
      await everythingFolded(page, collector);
      const rows = collector.rows(
        `SELECT name, properties FROM events WHERE type = 'track' ORDER BY context ->> '$.kith.seq'`,
      );
      return rows.map(({ name, properties }) => [name, JSON.parse(String(properties))]);
    },
  };
}

describeInChromium('the modules', () => {
  it('tell each page of a single-page application once, with its title', async () => {
    const { page, collector } = await visit('pages', '');
    await page.evaluate(() => {
      for (const path of ['/a', '/a?token=1', '/b']) {
        history.pushState(null, '', path);
        document.title = path;
      }
    });
    await page.clock.runFor(10);
    await page.evaluate(() => {
      history.pushState(null, '', '/c');
      document.title = 'C';
    });
    await page.clock.runFor(10);
    await page.goBack();
    await page.clock.runFor(10);
    await everythingFolded(page, collector);
    const pages = collector.rows(
      `SELECT path, title FROM events WHERE type = 'page' ORDER BY context ->> '$.kith.seq'`,
    );
    expect(pages).toEqual([
      { path: '/', title: 'Start' },
      { path: '/b', title: '/b' },
      { path: '/c', title: 'C' },
      { path: '/b', title: 'C' },
    ]);
  });

  it('tell links to other sites without what their addresses may hide', async () => {
    const { page, told } = await visit(
      'outbound',
      '<a href="https://other.example/a?token=1#x" onclick="event.preventDefault()">The  other</a><a href="#here">Here</a>',
    );
    await page.getByText('The other').click();
    await page.getByText('Here').click();
    expect(await told()).toEqual([['Outbound Link Clicked', { url: 'https://other.example/a', text: 'The other' }]]);
  });

  it('tell what frustrates: fast clicks, clicks without effect, errors', async () => {
    const { page, told } = await visit(
      'frustration',
      `<main id="shop"><button class="buy">Buy</button></main>
       <button id="works" onclick="this.textContent = 'Done'">Works</button>
       <button id="fails" onclick="setTimeout(() => { document.title = 'x'; Promise.reject(new Error('no')); })">Fails</button>
       <p>Text</p>`,
    );
    await page.getByText('Works').click();
    await page.getByText('Text').click();
    await page.clock.runFor(4 * SECOND_MS);
    expect(await told()).toEqual([]);

    const buy = page.getByText('Buy');
    for (let count = 0; count < 4; count++) await buy.dispatchEvent('click');
    await page.clock.runFor(4 * SECOND_MS);
    const url = page.url();
    const place = { selector: '#shop > button.buy', text: 'Buy', url };
    expect(await told()).toEqual([
      ['Rage Click', place],
      ['Dead Click', place],
    ]);
  });

  it('record a survey that is a plain form', async () => {
    const { page, collector } = await visit(
      'surveys',
      `<div style="height: 3000px"></div>
       <form data-kith-survey="nps" data-kith-survey-name="How are we doing?" onsubmit="event.preventDefault()">
         <input type="radio" name="score" value="9" aria-label="nine"><input type="radio" name="score" value="10">
         <label>Tea <input type="checkbox" name="likes" value="tea"></label>
         <label>Cake <input type="checkbox" name="likes" value="cake"></label>
         <input name="why" aria-label="why"><input type="password" name="secret" aria-label="secret">
         <button>Send</button><button type="button" data-kith-dismiss>Not now</button>
       </form>`,
    );
    await page.clock.runFor(SECOND_MS);
    await everythingFolded(page, collector);
    expect(collector.rows('SELECT * FROM survey_responses')).toEqual([]);
    await page.getByLabel('nine').check();
    await page.getByLabel('Tea').check();
    await page.getByLabel('Cake').check();
    await page.getByLabel('secret').fill('hush');
    await page.getByLabel('why').fill('The tea');
    await page.getByText('Send').click();
    await everythingFolded(page, collector);
    const [response] = await eventually(() => {
      const rows = collector.rows('SELECT survey_name, state, answers FROM survey_responses');
      expect(rows).toMatchObject([{ state: 'completed' }]);
      return rows;
    });
    expect(JSON.parse(String(response?.answers))).toEqual({ score: 9, likes: ['tea', 'cake'], why: 'The tea' });
    expect(response?.survey_name).toBe('How are we doing?');
    expect(JSON.stringify(collector.rows('SELECT properties FROM events'))).not.toContain('hush');
  });
});
