import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { CHECKS } from '../../collector/src/read/doctor/doctor.ts';
import { type Explorer, openPage, startExplorer } from './explorer.ts';
import { seriousFindings } from './serious-findings.ts';

describeInChromium('the doctor', () => {
  let explorer: Explorer;
  const one = (sql: string) => explorer.db.prepare(sql).pluck().get();

  beforeAll(async () => {
    explorer = await startExplorer(60);
  });
  afterAll(() => explorer?.stop());

  it('shows every check: what was found with examples and what mends it, and what was not', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/doctor`);
    const lost = page.locator('.panel', { has: page.getByRole('heading', { name: 'Lost messages' }) });
    const missing = one('SELECT sum(missing_count) FROM loss_ledger');
    await lost.getByText(`warning · ${missing}`).waitFor();
    await lost.getByText('look there for a blocker').waitFor();
    expect(await lost.getByRole('link', { name: 'device-7' }).getAttribute('href')).toBe('/people/a%3Adevice-7');
    const found = await page.locator('.panel:has(.finding-advice)').count();
    expect(found + (await page.locator('.findings-fine li').count())).toBe(CHECKS.length);
  });

  it('tells by day and browser what never arrived, as SQL does', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/doctor`);
    await page.getByRole('link', { name: 'Losses' }).click();
    const [missing, sent] = ['missing', 'sent'].map((name) =>
      Number(one(`SELECT sum(${name}_count) FROM loss_ledger`)),
    );
    expect(missing).toBeGreaterThan(0);
    const words = `${missing} of ${Number(sent).toLocaleString('en')} never arrived`;
    await page.getByRole('heading', { name: words }).waitFor();
    await page.getByRole('img', { name: `Messages that never arrived: ${missing} in all` }).waitFor();
    const rows = page.getByRole('table', { name: 'Losses' }).getByRole('row');
    expect(await rows.count()).toBe(Number(one('SELECT count(*) FROM loss_ledger')) + 1);
  });

  it('lists people who share an address', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/doctor/duplicates`);
    await page.getByRole('heading', { name: 'No duplicates' }).waitFor();
  });

  it.each(['/doctor', '/doctor/losses', '/doctor/duplicates'])(
    '%s has nothing serious for axe to find',
    async (path) => {
      const page = await openPage(explorer, { colorScheme: 'dark' });
      await page.goto(explorer.address + path);
      await page.waitForLoadState('networkidle');
      expect(await seriousFindings(page)).toEqual([]);
    },
  );
});
