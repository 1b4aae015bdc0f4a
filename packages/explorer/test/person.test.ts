import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { fillWithALife } from './fill-with-a-life.ts';

const VERA = '/people/u:vera';

describeInChromium('the page of a person', () => {
  const explorer = explorerForAll(20, fillWithALife);

  async function open(path: string): Promise<Page> {
    const page = await openPage(explorer);
    await page.goto(explorer.address + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  it('says where somebody came from first and last, and why', async () => {
    const page = await open(VERA);
    const country = page.getByRole('row', { name: /^Country/ });
    await country.getByText('Sweden').first().waitFor();
    const [first, last] = ['first', 'last'].map((edge) =>
      explorer.one(`SELECT ${edge}_campaign_source FROM profiles WHERE profile_id = 'u:vera'`),
    );
    expect([first, last]).toEqual(['newsletter', null]);
    await page.getByRole('button', { name: 'Why? first campaign source' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('https://news.example/autumn').first().waitFor();
    await dialog.getByText('laptop-vera-0').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'SQL: First and last time' }).click();
    const sql = dialog.locator('pre');
    await eventually(async () =>
      expect(explorer.db.prepare(`${await sql.textContent()}`).get()).toMatchObject({
        profile_id: 'u:vera',
        first_country: 'SE',
        session_count: explorer.one(`SELECT count(*) FROM sessions WHERE profile_id = 'u:vera'`),
      }),
    );
  });

  it('lists every session, and opens one with its events, marks, replay and why it begins there', async () => {
    const page = await open(`${VERA}/sessions`);
    const table = page.getByRole('table', { name: 'Sessions' });
    const count = Number(explorer.one(`SELECT count(*) FROM sessions WHERE profile_id = 'u:vera'`));
    await eventually(async () => expect(await table.getAttribute('aria-rowcount')).toBe(`${count + 1}`));
    const first = table.getByRole('row').nth(1);
    await first.getByText('2 rage').waitFor();
    expect(await first.getByRole('link', { name: 'Watch' }).getAttribute('href')).toBe('https://replay.example/r/4711');

    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const events = page.getByRole('table', { name: 'Events of the session' });
    await eventually(async () => expect(await events.getAttribute('aria-rowcount')).toBe('7'));
    await page.getByText('1 error click').waitFor();
    await page.getByRole('button', { name: 'Why? the session begins here' }).click();
    await page.getByRole('dialog').getByText('longer than a session allows').waitFor();
    await page.getByRole('dialog').getByText('laptop-vera-').first().waitFor();
    await page.keyboard.press('Escape');
    await events
      .getByRole('row', { name: /Dead Click/ })
      .getByRole('button')
      .click();
    await page.getByRole('dialog').getByText('#pay').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await table.waitFor();
  });

  it('tells every event, page by page, and marks what may be somebody else’s', async () => {
    const page = await open(`${VERA}/timeline`);
    const table = page.getByRole('table', { name: 'Events' });
    const own = Number(explorer.one(`SELECT count(*) FROM events WHERE profile_id = 'u:vera'`));
    const nobodys = Number(explorer.one(`SELECT count(*) FROM events WHERE profile_id = 'a:kiosk'`));
    expect(nobodys).toBeGreaterThan(0);
    const scroller = page.locator('.table-scroller');
    const rowCount = async () => {
      await scroller.evaluate((element) => element.scrollBy(0, 4_000));
      return table.getAttribute('aria-rowcount');
    };
    await eventually(async () => expect(await rowCount()).toBe(`${own + nobodys + 1}`));
    await scroller.evaluate((element) => element.scrollTo(0, 0));
    await page.getByLabel('With what nobody was logged in for').uncheck();
    await eventually(async () => expect(await rowCount()).toBe(`${own + 1}`));
    await page.goto(`${explorer.address}${VERA}/timeline?event=Product+Viewed`);
    const named = `SELECT count(*) FROM events WHERE name = 'Product Viewed' AND profile_id IN ('u:vera', 'a:kiosk')`;
    await eventually(async () => expect(await rowCount()).toBe(`${Number(explorer.one(named)) + 1}`));
    expect(await page.getByText('maybe not theirs').count()).toBe(1);
  });

  it('shows the score, every response with its state, and all of one', async () => {
    const page = await open(`${VERA}/sentiment`);
    await page.getByText('promoter').waitFor();
    const table = page.getByRole('table', { name: 'Survey responses' });
    for (const state of explorer.all(`SELECT state FROM survey_responses WHERE profile_id = 'u:vera'`)) {
      await table.getByText(`${state}`, { exact: true }).waitFor();
    }
    await table.getByRole('button', { name: 'How are we doing?' }).click();
    const dialog = page.getByRole('dialog');
    for (const text of ['Would you recommend us?', 'It just works', 'https://shop.example/account', 'Completed']) {
      await dialog.getByText(text, { exact: true }).waitFor();
    }
    await page.keyboard.press('Escape');
    await page.getByLabel('Period').selectOption({ label: 'Last 7 days' });
    await eventually(async () => expect(await table.getByRole('row').count()).toBe(2));
    await table.getByText('New here?').waitFor();
  });

  it('lists content with the last action on it, and what that was', async () => {
    const page = await open(`${VERA}/engagement`);
    const row = page.getByRole('row', { name: /Autumn sale/ });
    await row.getByText('clicked').waitFor();
    await row.getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'Content Clicked' }).waitFor();
    await dialog.getByText('https://shop.example/account').waitFor();
    await dialog.getByRole('button', { name: 'See the session' }).click();
    await page.getByRole('table', { name: 'Events of the session' }).waitFor();
  });

  it('shows traits in their groups, how far each is trusted, and why it stands', async () => {
    const page = await open(`${VERA}/traits`);
    for (const title of ['Contact traits', 'Survey answers', 'Traits of their company', 'Figures']) {
      await page.getByRole('heading', { name: title }).waitFor();
    }
    const keys = explorer.all(`SELECT key FROM traits WHERE profile_id = 'u:vera'`);
    expect(await page.locator('.trait-list dt').count()).toBe(keys.length);
    const label = { kind: 'define', subject: 'trait', name: 'plan', label: 'Price plan' };
    await page.request.post(`${explorer.address}/api/decisions`, {
      data: label,
      headers: { origin: explorer.address },
    });
    await page.reload();
    await page.getByText('Price plan plan').waitFor();
    await page.getByRole('button', { name: 'Why? plan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('(server)').waitFor();
    await dialog.getByText('crm-1').first().waitFor();
    await dialog.getByText('+46 70 123 45 67').waitFor();
  });
});
