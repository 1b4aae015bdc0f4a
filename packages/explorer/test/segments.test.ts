import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { filterByGermany } from './filter-by-germany.ts';

describeInChromium('segments', () => {
  const explorer = explorerForAll(40);

  it('counts who is in each as SQL does, and leads to them', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/segments`);
    const panel = (name: string) => page.locator('.panel', { has: page.getByRole('heading', { name }) });
    const teams = explorer.one('SELECT capped(count(*)) FROM accounts WHERE user_count >= 3');
    await panel('Large teams').getByText(`${teams} companies`).waitFor();
    await page.getByText('Users is at least 3').waitFor();
    const buyers = explorer.one(
      "SELECT capped(count(DISTINCT profile_id)) FROM event_counts WHERE name = 'Order Completed'",
    );
    await panel('Buyers').getByText(`${buyers} people`).waitFor();
    await panel('Buyers')
      .getByRole('link', { name: /people$/ })
      .click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toBe('{"segment":"buyers"}');
  });

  it('makes one, from the page of segments to the list of those who are in it', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/segments`);
    await page.getByRole('button', { name: 'New segment' }).click();
    await filterByGermany(page);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('All Germans');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'All Germans', pressed: true }).waitFor();
    expect(new URL(page.url()).search).toBe(`?${new URLSearchParams({ filter: '{"segment":"all-germans"}' })}`);
  });

  it('counts to the end where somebody asks for it', async () => {
    const page = await openPage(explorer);
    const capped = { count: 10_000, is_capped: true };
    await page.route(/\/api\/(segments\/buyers|profiles\/count)(\?|$)/, async (route) => {
      const { searchParams, pathname } = new URL(route.request().url());
      if (searchParams.has('exact')) return route.continue();
      const answer = pathname.endsWith('/count') ? {} : await (await route.fetch()).json();
      return route.fulfill({ json: { ...answer, ...capped } });
    });
    await page.goto(`${explorer.address}/segments`);
    const buyers = page.locator('.panel', { has: page.getByRole('heading', { name: 'Buyers' }) });
    await buyers.getByRole('button', { name: '10,000+' }).click();
    const count = explorer.one(
      "SELECT number(count(DISTINCT profile_id)) FROM event_counts WHERE name = 'Order Completed'",
    );
    await buyers.getByText(`${count} people`).waitFor();
    await page.goto(`${explorer.address}/people`);
    const figure = page.locator('.page-figure');
    await figure.getByRole('button', { name: '10,000+' }).click();
    await figure.getByText(`${explorer.one('SELECT number(count(*)) FROM counted_profiles')}`).waitFor();
  });

  it('renames and deletes a segment, and says which trait nobody ever sent', async () => {
    const page = await openPage(explorer);
    const filter = { trait: 'paln', is: 'pro' };
    const data = { kind: 'segment', segment_id: 'misspelt', name: 'Professionals', subject: 'profiles', filter };
    await page.request.post(`${explorer.address}/api/decisions`, { data, headers: { origin: explorer.address } });
    await page.goto(`${explorer.address}/segments`);
    const panel = (name: string) => page.locator('.panel', { has: page.getByRole('heading', { name }) });
    await panel('Professionals').getByText('Nobody ever sent paln.').waitFor();

    await panel('Professionals').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Misspelt');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await panel('Misspelt').waitFor();
    expect(explorer.one("SELECT name FROM segments WHERE segment_id = 'misspelt'")).toBe('Misspelt');
    expect(explorer.one("SELECT filter FROM segments WHERE segment_id = 'misspelt'")).toBe(JSON.stringify(filter));

    await panel('Misspelt').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete segment' }).click();
    await eventually(async () => expect(await panel('Misspelt').count()).toBe(0));
    expect(explorer.one("SELECT count(*) FROM segments WHERE segment_id = 'misspelt'")).toBe(0);
  });
});
