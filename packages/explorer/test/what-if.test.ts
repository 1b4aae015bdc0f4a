import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { formatNumber } from '../src/ui/number.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { seriousFindings } from './serious-findings.ts';

describeInChromium('what if', () => {
  const explorer = explorerForAll(30);

  it('shows what another policy would change, applies it to all history, and takes it back', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/what-if`);
    await page.getByText('These are the rules in force.').waitFor();
    await page.getByRole('radio', { name: /^Nobody/ }).check();
    await page.getByRole('button', { name: 'Show the difference' }).click();
    const [people, sessions] = ['profiles', 'sessions'].map((name) => explorer.one(`SELECT count(*) FROM ${name}`));
    const figure = (label: string) => page.locator('.figures div', { hasText: label }).locator('dd');
    await eventually(async () =>
      expect(await figure('Profiles that would be new').textContent()).toMatch(/^[1-9][\d,]*$/),
    );
    const split = numberOf(await figure('Profiles that would be new').textContent());
    const change = page.locator('.figures div').first().locator('dd');
    expect(await change.textContent()).toBe(
      `${formatNumber(Number(people))} → ${formatNumber(Number(people) + split)}`,
    );
    expect(explorer.one('SELECT count(*) FROM profiles')).toBe(people);
    for (const [name, now] of [
      ['Profiles', people],
      ['Sessions', sessions],
    ]) {
      await page.getByRole('button', { name: `SQL: ${name} now` }).click();
      expect(explorer.one(`${await page.getByRole('dialog').locator('pre').textContent()}`)).toBe(now);
      await page.keyboard.press('Escape');
    }
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Apply to all history …' }).click();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText('Applied to all history').waitFor();
    expect(explorer.one('SELECT count(*) FROM profiles')).toBe(Number(people) + split);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: everything is as it was.').waitFor();
    expect(explorer.one('SELECT count(*) FROM profiles')).toBe(people);
    expect(explorer.one('SELECT count(*) FROM sessions')).toBe(sessions);
  });

  it('shows what another session gap would change, and why one cannot be', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/what-if?gap=1`);
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByRole('heading', { name: 'The largest moves' }).waitFor();
    const change = page.locator('.figures div', { hasText: 'Sessions' }).locator('dd');
    const [before, after] = `${await change.textContent()}`.split(' → ').map(numberOf);
    expect(before).toBe(explorer.one('SELECT count(*) FROM sessions'));
    expect(after).toBeGreaterThan(Number(before));

    await page.getByLabel('After so many minutes without anything').fill('-5');
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByText('session_gap_ms must be a number of milliseconds up to a day').waitFor();
  });
});

/** The number that a page shows, as 1,234. */
function numberOf(text: string | null): number {
  return Number(`${text}`.replaceAll(',', ''));
}
