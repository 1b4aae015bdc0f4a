import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { asReader, explorerForAll, openPage } from './explorer.ts';

describeInChromium('the explorer', () => {
  const explorer = explorerForAll(350);

  it('leads back to where one was in a list', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people?sort=user_id`);
    const scroller = page.locator('.table-scroller');
    await scroller.waitFor();
    const top = () => scroller.evaluate(({ scrollTop }) => scrollTop);
    await eventually(async () => {
      await scroller.evaluate((element) => element.scrollTo(0, 8_000));
      expect(await top()).toBe(8_000);
    });
    const row = page.locator('tr[data-index="205"] a');
    const name = await row.textContent();
    await row.click();
    await page.getByRole('heading', { level: 1, name: `${name}` }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('tr[data-index="205"] a').waitFor();
    expect(await top()).toBe(8_000);
    expect(await page.locator('tr[data-index="205"] a').textContent()).toBe(name);
  });

  it('has its pages behind a button on a phone', async () => {
    const page = await openPage(explorer, { viewport: { width: 390, height: 844 } });
    await page.goto(`${explorer.address}/companies`);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'People' }).click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
  });

  it('saves a filter as a segment and downloads who is in it', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people?filter={"attribute":"last_country","is":"FR"}`);
    await page.getByRole('button', { name: 'Save as segment' }).click();
    await page.getByLabel('Name').fill('In France');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Segments' }).getByText('In France').waitFor();
    const french = explorer.db
      .prepare(`SELECT profile_id FROM counted_profiles WHERE last_country = 'FR'`)
      .pluck()
      .all();

    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Heads').selectOption({ label: 'Identifiers, as last_country' });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('link', { name: 'Download' }).click(),
    ]);
    const [heads, ...lines] = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(heads).toBe('profile_id,name,email,type,last_country,session_count,last_seen_at');
    expect(lines.map((line) => line.split(',')[0]).sort()).toEqual(french.sort());
  });

  it('asks again when the login has ended, and then shows what was asked for', async () => {
    const { password } = await asReader(explorer, 'rita');
    const page = await (await openBrowser()).newPage();
    await page.goto(`${explorer.address}/people?filter={"segment":"buyers"}`);
    await logIn(page, 'rita', password);
    await page.getByText('in Buyers').waitFor();
    await page.waitForLoadState('networkidle');
    await page.request.post(`${explorer.address}/api/logout`, { headers: { origin: explorer.address } });
    await page.getByRole('button', { name: 'Remove: in Buyers' }).click();
    await logIn(page, 'rita', password);
    await page.getByRole('table', { name: 'People' }).waitFor();
    expect(await page.getByText('in Buyers').count()).toBe(0);
  });
});

async function logIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}
