import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { formatNumber } from '../src/ui/number.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { filterByGermany } from './filter-by-germany.ts';
import { showsCount } from './shows-count.ts';

describeInChromium('the explorer', () => {
  const explorer = explorerForAll(350);

  it('asks who is there, and then shows what was asked for', async () => {
    const page = await (await openBrowser()).newPage();
    await page.goto(`${explorer.address}/people/u:user-3`);
    await page.getByRole('button', { name: 'Admin token' }).click();
    await page.getByLabel('Admin token').fill('at_wrong_0123456789');
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByText('That is not the admin token.').waitFor();
    await page.getByLabel('Admin token').fill(explorer.adminToken);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('heading', { name: 'Mary Lindqvist' }).waitFor();

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect((await page.request.get(`${explorer.address}/api/me`)).status()).toBe(401);
  });

  it('asks who looks once, while its scripts are on their way', async () => {
    const page = await openPage(explorer);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('table', { name: 'People' }).getByRole('link').first().waitFor();
    expect(asked.filter((path) => path === '/api/me')).toHaveLength(1);
    const ofScripts = asked.flatMap((path, index) => (path.endsWith('.js') ? [index] : []));
    expect(asked.indexOf('/api/me')).toBeLessThanOrEqual(Math.max(...ofScripts.slice(0, 2)));
  });

  it('lists everybody, narrows the list by a segment, and counts as SQL does', async () => {
    const page = await openPage(explorer);
    await page.goto(explorer.address);
    await showsCount(page, explorer.one('SELECT count(*) FROM counted_profiles'));
    await page.getByRole('button', { name: /^Buyers/ }).click();
    const buyers = explorer.one(`SELECT count(DISTINCT profile_id) FROM event_counts WHERE name = 'Order Completed'`);
    await showsCount(page, buyers);
    expect(new URL(page.url()).searchParams.get('filter')).toBe('{"segment":"buyers"}');

    await page.getByRole('button', { name: 'Count by' }).click();
    await page.getByRole('complementary').getByText('Germany').waitFor();
    await page.getByRole('button', { name: 'SQL: number of people' }).click();
    const sql = page.getByRole('dialog').locator('pre');
    await eventually(async () =>
      expect(
        explorer.db
          .prepare(`${await sql.textContent()}`)
          .pluck()
          .get(),
      ).toBe(buyers),
    );
  });

  it('filters by attributes, and the address says how', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('button', { name: 'Filter' }).click();
    await filterByGermany(page);
    await page.getByText('Last country is one of Germany').waitFor();
    const germans = explorer.one(`SELECT count(*) FROM counted_profiles WHERE last_country = 'DE'`);
    await showsCount(page, germans);
    await page.reload();
    await showsCount(page, germans);
    await page.getByRole('button', { name: 'Remove: Last country is one of Germany' }).click();
    await showsCount(page, explorer.one('SELECT count(*) FROM counted_profiles'));
  });

  it('finds a person by email, opens them with the keyboard, and tells the same figures as SQL', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('table', { name: 'People' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('user-3@example.com');
    // Them alone: the list of everybody has them too.
    await eventually(async () => expect(await page.locator('tbody a').allTextContents()).toEqual(['Mary Lindqvist']));
    await page.keyboard.press('Enter');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Mary Lindqvist' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/people/u%3Auser-3');
    const events = explorer.one(`SELECT sum(count) FROM event_counts WHERE profile_id = 'u:user-3'`);
    const figure = page.locator('.figures div', { hasText: 'Events' }).locator('dd');
    await eventually(async () => expect(await figure.textContent()).toBe(`${events}`));
  });

  it('opens whom somebody has just asked for, though the answer comes later than the keys', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people`);
    await page.getByRole('link', { name: 'Ada Lindqvist' }).first().waitFor();
    let answer = () => {};
    const pressed = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/find=user-3/, (route) => pressed.then(() => route.continue()));
    await page.keyboard.press('/');
    await page.keyboard.type('user-3@example.com');
    for (const key of ['Tab', 'j', 'Enter']) await page.keyboard.press(key);
    answer();
    await page.getByRole('heading', { name: 'Mary Lindqvist' }).waitFor();
  });

  it('finds a text among those whom a filter selects, sorts and exports what is found, and says who is found elsewhere', async () => {
    const page = await openPage(explorer);
    const found = (more: string) =>
      `FROM counted_profiles WHERE (lower(name) LIKE '%mary%' OR lower(email) LIKE '%mary%') ${more}`;
    await page.goto(`${explorer.address}/people`);
    await page.getByLabel('Search people').fill('mary');
    await showsCount(page, explorer.one(`SELECT count(*) ${found('')}`));
    await page.goto(`${explorer.address}/people?q=mary&filter=${encodeURIComponent('{"segment":"buyers"}')}`);
    const buyers = `AND profile_id IN (SELECT profile_id FROM event_counts WHERE name = 'Order Completed')`;
    await showsCount(page, explorer.one(`SELECT count(*) ${found(buyers)}`));
    await page.getByRole('button', { name: 'Person' }).click();
    const first = explorer.one(`SELECT profile_id ${found(buyers)} ORDER BY name DESC, profile_id DESC`);
    await page.locator(`tbody tr:first-child a[href="/people/${encodeURIComponent(`${first}`)}"]`).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText(`: ${explorer.one(`SELECT number(count(*)) ${found(buyers)}`)} in all.`).waitFor();
    const href = await page.getByRole('link', { name: 'Download' }).getAttribute('href');
    const csv = await (await page.request.get(`${explorer.address}${href}`)).text();
    expect(csv.trim().split('\n').length).toBe(Number(explorer.one(`SELECT count(*) ${found(buyers)}`)) + 1);
    await page.keyboard.press('Escape');

    const other = explorer.one(`SELECT email FROM counted_profiles WHERE email IS NOT NULL
      AND profile_id NOT IN (SELECT profile_id FROM event_counts WHERE name = 'Order Completed')`);
    await page.getByLabel('Search people').fill(`${other}`);
    await page.getByText('among everybody one person is').waitFor();
    await page.getByRole('button', { name: 'Look among everybody' }).click();
    await showsCount(page, 1);
  });

  it('shows attributes and traits as columns, exports those, and says so in the address', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people?sort=user_id`);
    await page.getByRole('button', { name: 'Columns' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Find a column').fill('plan');
    await dialog.getByRole('checkbox', { name: 'plan' }).check();
    await dialog.getByLabel('Find a column').fill('email');
    await dialog.getByRole('checkbox', { name: 'Email', exact: true }).uncheck();
    await page.keyboard.press('Escape');
    const first = () => page.locator('tbody tr:first-child td');
    const plan = explorer.one(`SELECT traits ->> '$.plan' FROM counted_profiles ORDER BY user_id DESC`);
    await eventually(async () => expect(await first().allTextContents()).toContain(plan));
    expect(new URL(page.url()).searchParams.get('columns')?.split(',')).toContain('traits.plan');
    expect(await page.getByRole('columnheader', { name: 'Email' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Export' }).click();
    const href = await page.getByRole('link', { name: 'Download' }).getAttribute('href');
    const [head = '', line] = (await (await page.request.get(`${explorer.address}${href}`)).text()).split(/\r?\n/);
    expect(head.split(',')).toContain('plan');
    expect(line?.split(',')).toContain(plan);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Columns' }).click();
    await dialog.getByRole('button', { name: 'The usual ones' }).click();
    await eventually(async () => expect(new URL(page.url()).searchParams.get('columns')).toBeNull());
  });

  it('sorts and counts by a trait as SQL does, and narrows the list to one of its values', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people?columns=traits.plan,email&sort=user_id&order=asc`);
    await page.getByRole('columnheader', { name: 'plan' }).getByRole('button').click();
    const first = (direction: string) =>
      explorer.one(`SELECT email FROM counted_profiles
        ORDER BY traits ->> '$.plan' IS NULL, traits ->> '$.plan' ${direction}, profile_id ${direction}`);
    await page
      .locator('tbody tr:first-child')
      .getByText(`${first('DESC')}`)
      .waitFor();
    await page.getByRole('columnheader', { name: 'plan' }).getByRole('button').click();
    await page
      .locator('tbody tr:first-child')
      .getByText(`${first('ASC')}`)
      .waitFor();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('traits.plan');

    await page.getByRole('button', { name: 'Count by' }).click();
    const counts = page.getByRole('complementary', { name: 'Counts' });
    await counts.getByLabel('Count by').selectOption({ label: 'plan' });
    const pro = explorer.one("SELECT count(*) FROM counted_profiles WHERE traits ->> '$.plan' = 'pro'");
    await counts.getByRole('button', { name: `pro ${formatNumber(Number(pro))}` }).click();
    await showsCount(page, pro);
    await page.getByText('plan is pro').waitFor();
  });

  it('reads page after page of a list, and keeps only what is near the view', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people?sort=user_id&order=asc`);
    const scroller = page.locator('.table-scroller');
    await scroller.waitFor();
    const far = Math.min(2_000, Number(explorer.one('SELECT count(*) FROM counted_profiles')) - 1);
    const last = explorer.one(`SELECT profile_id FROM counted_profiles
      ORDER BY user_id IS NULL, user_id, profile_id LIMIT 1 OFFSET ${far}`);
    await eventually(async () => {
      await scroller.evaluate((element) => element.scrollBy(0, 1_000));
      expect(await page.locator(`a[href="/people/${encodeURIComponent(`${last}`)}"]`).count()).toBe(1);
    });
    expect(await page.getByRole('row').count()).toBeLessThan(80);
  });
});
