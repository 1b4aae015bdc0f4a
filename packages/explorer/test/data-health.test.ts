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
    const numbered = `SELECT anonymous_id, sequence - lag(sequence) OVER (PARTITION BY stream ORDER BY sequence) - 1 AS gap
      FROM event_log WHERE sequence > 0`;
    // The doctor looks at the thousand devices that sent last.
    const last = `SELECT anonymous_id FROM event_log GROUP BY 1 ORDER BY max(seq) DESC LIMIT 1000`;
    const gaps = `FROM (${numbered}) WHERE gap > 0 AND anonymous_id IN (${last})`;
    const missing = explorer.one(`SELECT sum(gap) ${gaps}`);
    await lost.getByText(`warning · ${explorer.one(`SELECT number(sum(gap)) ${gaps}`)}`).waitFor();
    await lost.getByText('look there for a blocker').waitFor();
    await lost.getByRole('button', { name: 'SQL: Lost messages' }).click();
    const sql = page.getByRole('dialog').locator('pre');
    await sql.getByText('case_count').waitFor();
    expect(explorer.db.prepare(`${await sql.textContent()}`).get()).toMatchObject({ case_count: missing });
    await page.keyboard.press('Escape');
    const link = lost.getByRole('link', { name: /^device-/ }).first();
    const device = await link.textContent();
    expect(explorer.all(`SELECT anonymous_id ${gaps}`)).toContain(device);
    expect(await link.getAttribute('href')).toBe(`/people/a%3A${device}`);
    const found = await page.locator('.panel:has(.finding-advice)').count();
    expect(found + (await page.locator('.findings-fine li').count())).toBe(CHECKS.length);
  });

  it('tells by day and browser what never arrived, as SQL does', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/data-health`);
    await page.getByRole('link', { name: 'Losses' }).click();
    const [missing, sent] = ['missing', 'sent'].map((name) =>
      explorer.one(`SELECT number(sum(${name}_count)) FROM loss_ledger`),
    );
    expect(missing).not.toBe('0');
    const words = `${missing} of ${sent} never arrived`;
    await page.getByRole('heading', { name: words }).waitFor();
    await page.getByRole('img', { name: `Messages that never arrived: ${missing} in all` }).waitFor();
    const rows = Number(explorer.one('SELECT count(*) FROM loss_ledger'));
    expect(await page.getByRole('table', { name: 'Losses' }).getAttribute('aria-rowcount')).toBe(`${rows + 1}`);
  });

  it('lists people who share an address', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/data-health/duplicates`);
    await page.getByRole('heading', { name: 'No duplicates' }).waitFor();
  });
});
