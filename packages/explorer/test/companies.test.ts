import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';

describeInChromium('companies', () => {
  const explorer = explorerForAll(60);

  it('lists companies, and finds one by a part of its name', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/companies`);
    const count = explorer.one('SELECT capped(count(*)) FROM accounts');
    await eventually(async () => expect(await page.locator('.page-figure').textContent()).toBe(`${count}SQL`));
    await page.getByRole('button', { name: 'Users' }).click();
    await eventually(async () => expect(new URL(page.url()).searchParams.get('sort')).toBe('user_count'));

    await page.getByLabel('Search companies').fill('eam 1');
    const found = explorer.one("SELECT count(*) FROM accounts WHERE name LIKE '%eam 1%'");
    const counted = explorer.one("SELECT capped(count(*)) FROM accounts WHERE name LIKE '%eam 1%'");
    await eventually(async () => expect(await page.locator('.page-figure').textContent()).toBe(`${counted}SQL`));
    await page.getByRole('button', { name: 'Export' }).click();
    const href = await page.getByRole('link', { name: 'Download' }).getAttribute('href');
    const csv = await (await page.request.get(`${explorer.address}${href}`)).text();
    const most = explorer.one(
      "SELECT name FROM accounts WHERE name LIKE '%eam 1%' ORDER BY user_count DESC, account_id DESC",
    );
    expect(csv.split('\r\n')[1]).toContain(`${most}`);
    expect(csv.trim().split('\n').length).toBe(Number(found) + 1);
    await page.keyboard.press('Escape');
    await page.getByLabel('Search companies').fill('no such company');
    await page.getByRole('heading', { name: 'No company' }).waitFor();
  });

  it('chooses columns and counts by an attribute or a trait, as people are counted', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/companies?sort=account_id&order=asc`);
    await page.getByRole('button', { name: 'Columns' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'plan' }).check();
    await dialog.getByRole('checkbox', { name: 'Time in sessions' }).uncheck();
    await page.keyboard.press('Escape');
    const plan = explorer.one("SELECT traits ->> '$.plan' FROM accounts ORDER BY account_id");
    const cells = page.locator('tbody tr:first-child td');
    await eventually(async () => expect(await cells.allTextContents()).toContain(plan));
    expect(await page.getByRole('columnheader', { name: 'Time in sessions' }).count()).toBe(0);

    await page.getByRole('button', { name: 'Count by' }).click();
    const counts = page.getByRole('complementary', { name: 'Counts' });
    const four = explorer.one('SELECT count(*) FROM accounts WHERE user_count = 4');
    await counts.getByRole('button', { name: `4 ${four}`, exact: true }).waitFor();
    await counts.getByLabel('Count by').selectOption({ label: 'plan' });
    const pro = explorer.one("SELECT count(*) FROM accounts WHERE traits ->> '$.plan' = 'pro'");
    await counts.getByRole('button', { name: `pro ${pro}` }).click();
    await eventually(async () => expect(await page.locator('.page-figure').textContent()).toBe(`${pro}SQL`));
    await page.getByRole('button', { name: 'SQL: counts' }).click();
    const sql = page.getByRole('dialog').locator('pre');
    await sql.getByText('SELECT').waitFor();
    expect(explorer.db.prepare(`${await sql.textContent()}`).all()).toEqual([{ value: '"pro"', count: pro }]);
  });

  it('tells of a company what SQL tells, and its SQL gives the same', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/companies/team-3`);
    await page.getByRole('heading', { name: 'Team 3' }).waitFor();
    const members =
      '(SELECT profile_id FROM memberships JOIN counted_profiles USING (profile_id) WHERE memberships.account_id = ';
    const sessions = explorer.one(`SELECT count(*) FROM sessions WHERE profile_id IN ${members}'team-3')`);
    const events = explorer.one(`SELECT sum(count) FROM event_counts WHERE profile_id IN ${members}'team-3')`);
    await eventually(async () => expect(await figure(page, 'Sessions')).toBe(`${sessions}`));
    expect(await figure(page, 'Events')).toBe(`${events}`);
    expect(await figure(page, 'Identified users')).toBe(
      `${explorer.one("SELECT user_count FROM accounts WHERE account_id = 'team-3'")}`,
    );

    await page.getByRole('button', { name: 'SQL: Sessions' }).click();
    const sql = page.getByRole('dialog').locator('pre');
    await eventually(async () => {
      const [row] = explorer.db.prepare(`${await sql.textContent()}`).all();
      expect(row).toMatchObject({ session_count: sessions });
    });
  });

  it('lists the users of a company, each a link to the person', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/companies/team-3`);
    await page.getByRole('link', { name: 'Users' }).click();
    const table = page.getByRole('table', { name: 'Users' });
    const users = explorer.one("SELECT count(*) FROM memberships WHERE account_id = 'team-3'");
    await eventually(async () => expect(await table.getByRole('link').count()).toBe(users));
    await table.getByRole('link').first().click();
    await page.getByRole('navigation', { name: 'About this person' }).waitFor();
  });

  it('shows only what was done in the period that the address names', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/companies/team-3?from=2020-01-01&to=2020-01-31`);
    await eventually(async () => expect(await figure(page, 'Events')).toBe('0'));
    await page.getByText('None.').first().waitFor();
  });
});

function figure(page: Page, label: string): Promise<string | null> {
  const named = page.locator('dt', { hasText: new RegExp(`^${label}`) });
  return page.locator('.figures div', { has: named }).locator('dd').textContent();
}
