import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';

describeInChromium('segments', () => {
  const explorer = explorerForAll(40);

  it('counts who is in each as SQL does, and leads to them', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/segments`);
    const teams = explorer.one('SELECT count(*) FROM accounts WHERE user_count >= 3');
    await page.getByRole('link', { name: `${teams} companies` }).waitFor();
    await page.getByText('Users is at least 3').waitFor();
    const buyers = explorer.one("SELECT count(DISTINCT profile_id) FROM event_counts WHERE name = 'Order Completed'");
    await page.getByRole('link', { name: `${buyers} people` }).click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toBe('{"segment":"buyers"}');
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
