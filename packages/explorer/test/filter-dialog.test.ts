import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { seriousFindings } from './serious-findings.ts';
import { showsCount } from './shows-count.ts';
import { capped } from './sql-formats.ts';

describeInChromium('the filter dialog', () => {
  const explorer = explorerForAll(120);
  const one = (sql: string) => explorer.one(sql);
  const count = (where: string) => one(`SELECT count(*) FROM counted_profiles AS p WHERE ${where}`);

  const ORDERS = `(SELECT coalesce(sum(count), 0) FROM event_counts WHERE profile_id = p.profile_id AND name = 'Order Completed'`;
  const answered = (test: string) => `p.profile_id IN (SELECT profile_id FROM survey_answers WHERE ${test})`;

  it('builds with the keyboard alone: in Germany or France, ordered twice in 30 days, a score of at most 6', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('button', { name: 'Filter' }).waitFor();
    await page.keyboard.press('f');
    await page.locator('.choice-list').getByRole('option', { name: 'Last country' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('f');
    await page.locator('.choice-list input:focus').waitFor();
    await page.keyboard.type('country');
    for (const key of ['ArrowDown', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await page.locator('.values-field input:focus').waitFor();
    for (const country of ['Germany', 'fr']) {
      await page.keyboard.type(country);
      await page.keyboard.press('Enter');
    }
    await add(page, 'order comp');
    await page.keyboard.type('2');
    await page.getByLabel('When Order Completed').selectOption('in the last');
    const dialog = page.getByRole('dialog');
    const here = `p.last_country IN ('DE', 'FR')`;
    await eventually(async () =>
      expect(await dialog.getByRole('status').textContent()).toBe(people(count(`${here} AND ${ORDERS}) >= 2`))),
    );
    await add(page, 'nps');
    await page.getByLabel('What of How happy are you?').selectOption('Would you recommend us? (NPS)');
    await page.getByLabel('Test of Would you recommend us?', { exact: true }).selectOption('is at most');
    await page.getByLabel('Value of Would you recommend us?').fill('6');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(filterOf(page)).toEqual({
      all: [
        { attribute: 'last_country', in: ['DE', 'FR'] },
        { did: 'Order Completed', count: { at_least: 2 }, within_days: 30 },
        { survey: 'happiness', question: 'score', at_most: 6 },
      ],
    });
    const all = `${here} AND ${ORDERS}) >= 2 AND ${answered(`question_id = 'score' AND answer ->> '$' <= 6`)}`;
    await showsCount(page, count(all));

    // Whatever was built is changed in the same place.
    await page
      .getByRole('button', { name: 'Change: did Order Completed at least 2 times in the last 30 days' })
      .click();
    await page.getByLabel('How often Order Completed').first().selectOption('never');
    await dialog.getByRole('button', { name: 'Remove Last country' }).click();
    await dialog.getByRole('button', { name: 'Show people' }).click();
    await showsCount(
      page,
      count(
        `${ORDERS} AND day >= date('now', '-30 days')) = 0 AND ${answered(`question_id = 'score' AND answer ->> '$' <= 6`)}`,
      ),
    );
  });

  it('builds groups in groups, identifiers that are counted, companies, segments and properties', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('button', { name: 'Add no condition' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('People who meet').selectOption('none');
    await add(page, 'buyers');
    await dialog.getByLabel('In or not in').selectOption('is not in');
    await dialog.getByRole('button', { name: 'Group' }).click();
    const inner = dialog.locator('.filter-part-group');
    await choose(page, 'devices');
    await inner.getByLabel('How many devices').selectOption('at most');
    await inner.getByLabel('How many devices').nth(1).fill('0');
    await add(page, 'product added', inner);
    await inner.getByRole('button', { name: 'With a property' }).click();
    await inner.getByPlaceholder('Property').fill('product_id');
    await inner.getByLabel('Value of product_id').fill('p2');
    await add(page, 'company like', inner);
    await choose(page, 'users');
    await page.keyboard.type('4');
    await dialog.getByRole('button', { name: 'Show people' }).click();
    expect(filterOf(page)).toEqual({
      not: {
        any: [
          { not: { segment: 'buyers' } },
          {
            any: [
              { identity: 'anonymous', count: { at_most: 0 } },
              { did: 'Product Added', where: [{ property: 'product_id', is: 'p2' }] },
              { account: { attribute: 'user_count', at_least: 4 } },
            ],
          },
        ],
      },
    });
    const large = `(SELECT account_id FROM accounts WHERE user_count >= 4)`;
    await showsCount(
      page,
      count(`${ORDERS}) > 0 AND p.profile_id NOT IN
      (SELECT profile_id FROM memberships WHERE account_id IN ${large})`),
    );
    await page.getByText('neither').waitFor();
  });

  it('asks for values that are missing instead of leaving a condition out', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('button', { name: 'Filter' }).click();
    await choose(page, 'last city');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Fill in what is empty. Enter ends a value.').waitFor();
    await dialog.getByRole('button', { name: 'Show people' }).click();
    expect(filterOf(page)).toBeUndefined();
    // What was typed counts, though nothing ended it but the button.
    await dialog.getByLabel('Value of Last city').fill('Berlin');
    await dialog.getByRole('button', { name: 'Show people' }).click();
    await showsCount(page, count(`p.last_city = 'Berlin'`));
  });

  it('finds a kind of people by the word that stands in their rows', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('button', { name: 'Filter' }).click();
    await choose(page, 'customer');
    await page.getByRole('dialog').getByRole('button', { name: 'Show people' }).click();
    await showsCount(page, count(`p.type = 'customer'`));
  });

  it('filters companies, saves them as a segment, and changes it later', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/companies`);
    await page.getByRole('button', { name: 'Filter' }).click();
    await choose(page, 'user like');
    await choose(page, 'last country');
    await page.keyboard.type('Japan,');
    await page.getByRole('button', { name: 'Show companies' }).click();
    const inJapan = (
      country: string,
    ) => `SELECT count(*) FROM accounts WHERE account_id IN (SELECT memberships.account_id
      FROM memberships JOIN counted_profiles USING (profile_id) WHERE last_country IN (${country}))`;
    await showsCount(page, one(inJapan(`'JP'`)));
    await page.getByRole('button', { name: 'Save as segment' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Far away');
    await page.keyboard.press('Enter');
    const segment = page.getByRole('navigation', { name: 'Segments' }).getByRole('button', { name: /^Far away/ });
    await segment.click();
    await showsCount(page, one(inJapan(`'JP'`)));
    expect(filterOf(page)).toEqual({ segment: 'far-away' });

    // A name that there is already is not taken unnoticed.
    await page.getByRole('button', { name: 'Save as segment' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Buyers');
    await page.getByText('selects people: choose another name.').waitFor();
    await page.getByRole('dialog').getByLabel('Name').fill('Far away!');
    await page.getByText('This filter names Far away itself').waitFor();
    await page.getByRole('dialog').getByLabel('Name').fill('Large teams');
    await page.getByText('this filter takes the place of its own.').waitFor();
    await page.getByRole('button', { name: 'Replace' }).waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${explorer.address}/segments`);
    const panel = page.locator('.panel', { has: page.getByRole('heading', { name: 'Far away' }) });
    await panel.getByRole('button', { name: 'Change' }).click();
    await page.getByLabel('Value of Last country').fill('Brazil');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await panel.getByText('Japan, Brazil').waitFor();
    await panel.getByText(`${capped(Number(one(inJapan(`'JP', 'BR'`))))} companies`).waitFor();
    expect(one(`SELECT subject FROM segments WHERE segment_id = 'far-away'`)).toBe('accounts');
  });

  it('has nothing serious for axe to find, with each kind of condition in it', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await openPage(explorer, { colorScheme });
      const filter = JSON.stringify({
        any: [
          { attribute: 'last_country', in: ['DE'] },
          { attribute: 'age', at_least: 18, under: 65 },
          { attribute: 'birthday', on_day: '12-31' },
          { attribute: 'is_bot', is: true },
          { trait: 'plan', is: 'pro' },
          {
            did: 'Order Completed',
            count: { at_least: 1, at_most: 2 },
            since: '2026-01-01',
            where: [{ property: 'a', over: 1 }],
          },
          { survey: 'happiness', question: 'score', at_most: 6 },
          { identity: 'email', contains: '@' },
          { not: { segment: 'buyers' } },
          { not: { account: { segment: 'large-teams' } } },
        ],
      });
      await page.goto(`${explorer.address}/people?filter=${encodeURIComponent(filter)}`);
      await page.getByRole('button', { name: 'Filter', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Condition' }).last().click();
      await page.waitForLoadState('networkidle');
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').getByRole('button', { name: 'Show people' }).click();
      expect(JSON.stringify(filterOf(page))).toBe(filter);
    }
  });
});

// Adds a condition to the dialog, or to a group in it; the last button is that of the group itself.
async function add(page: Page, text: string, group: Locator = page.getByRole('dialog')): Promise<void> {
  await group.getByRole('button', { name: 'Condition' }).last().press('Enter');
  await choose(page, text);
}

// Types into the list of what there is, which has the focus once it is there, and takes the first.
async function choose(page: Page, text: string): Promise<void> {
  await page.locator('.choice-list input:focus').waitFor();
  await page.locator('.choice-list').getByRole('group').nth(2).waitFor();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  // Another list may be open at once: that of the group which was chosen.
  const typed = () =>
    page
      .locator('.choice-list input')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  await eventually(async () => expect(await typed()).not.toContain(text));
  await page.locator('.filter-part :focus').waitFor();
}

function people(count: unknown): string {
  return `${capped(Number(count))} ${count === 1 ? 'person' : 'people'}`;
}

function filterOf(page: Page): unknown {
  const text = new URL(page.url()).searchParams.get('filter');
  return text === null ? undefined : JSON.parse(text);
}
