import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { CHECKS } from '../../collector/src/read/doctor/doctor.ts';
import { explorerForAll, openPage } from './explorer.ts';

describeInChromium('data health', () => {
  const explorer = explorerForAll(60);

  it('says on the pages of losses and duplicates what they are about', async () => {
    const page = await openPage(explorer);
    await page.goto(explorer.address);
    await page.getByRole('link', { name: 'Data health' }).click();
    await page.getByText('What goes wrong in what arrives').waitFor();
    await page.goto(`${explorer.address}/data-health/losses`);
    await page.getByText('SDK numbers what it sends').waitFor();
    await page.goto(`${explorer.address}/data-health/duplicates`);
    await page.getByText('Nothing is merged because of it').waitFor();
  });

  it('shows every check: what was found with examples and what mends it, and what was not', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/data-health`);
    const lost = page.locator('.panel', { has: page.getByRole('heading', { name: 'Lost messages' }) });
    const missing = explorer.one('SELECT sum(missing_count) FROM loss_ledger');
    await lost.getByText(`warning · ${missing}`).waitFor();
    await lost.getByText('look there for a blocker').waitFor();
    await lost.getByRole('button', { name: 'SQL: Lost messages' }).click();
    const sql = page.getByRole('dialog').locator('pre');
    await sql.getByText('case_count').waitFor();
    expect(explorer.db.prepare(`${await sql.textContent()}`).get()).toMatchObject({ case_count: missing });
    await page.keyboard.press('Escape');
    expect(await lost.getByRole('link', { name: 'device-7' }).getAttribute('href')).toBe('/people/a%3Adevice-7');
    const found = await page.locator('.panel:has(.finding-advice)').count();
    expect(found + (await page.locator('.findings-fine li').count())).toBe(CHECKS.length);
  });

  it('tells by day and browser what never arrived, as SQL does', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/data-health`);
    await page.getByRole('link', { name: 'Losses' }).click();
    const [missing, sent] = ['missing', 'sent'].map((name) =>
      Number(explorer.one(`SELECT sum(${name}_count) FROM loss_ledger`)),
    );
    expect(missing).toBeGreaterThan(0);
    const words = `${missing} of ${Number(sent).toLocaleString('en')} never arrived`;
    await page.getByRole('heading', { name: words }).waitFor();
    await page.getByRole('img', { name: `Messages that never arrived: ${missing} in all` }).waitFor();
    const rows = page.getByRole('table', { name: 'Losses' }).getByRole('row');
    expect(await rows.count()).toBe(Number(explorer.one('SELECT count(*) FROM loss_ledger')) + 1);
  });

  it('lists people who share an address', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/data-health/duplicates`);
    await page.getByRole('heading', { name: 'No duplicates' }).waitFor();
  });
});
