import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
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
    await page.getByRole('heading', { name: 'The largest moves' }).waitFor();
    const split = numberOf(await figure('Profiles that would be new').textContent());
    // What was done before a login is nobody's then, on the device of each.
    expect(split).toBe(explorer.one('SELECT count(DISTINCT profile_id) FROM events WHERE user_id IS NOT NULL'));
    const change = page.locator('.figures div').first().locator('dd');
    expect(await change.textContent()).toBe(
      `${formatNumber(Number(people))} → ${formatNumber(Number(people) + split)}`,
    );
    const before = `SELECT profile_id, max(user_id) OVER (PARTITION BY session_id ORDER BY timestamp) IS NULL AS is_before FROM events`;
    const ofUsers = `SELECT count(*) FROM (${before}) WHERE is_before AND profile_id LIKE 'u:%'`;
    expect(await figure('Events that would move').textContent()).toBe(formatNumber(Number(explorer.one(ofUsers))));
    const [, later] = `${await figure('Sessions').textContent()}`.split(' → ').map(numberOf);
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
    expect(explorer.one('SELECT count(*) FROM sessions')).toBe(later);
    expect(explorer.one(ofUsers)).toBe(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: everything is as it was.').waitFor();
    expect(explorer.one('SELECT count(*) FROM profiles')).toBe(people);
    expect(explorer.one('SELECT count(*) FROM sessions')).toBe(sessions);
  });

  it('says how far it is, and forgets what was asked about other rules', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/what-if?gap=1`);
    let hangUp = (): void => {};
    const isHungUp = new Promise<void>((resolve) => {
      hangUp = resolve;
    });
    await page.route('**/api/refold/preview', async () => isHungUp);
    page.on('requestfailed', hangUp);
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByRole('progressbar', { name: 'Folding all history' }).waitFor();
    await page.getByLabel('After so many minutes without anything').fill('2');
    await isHungUp;
    await page.getByRole('button', { name: 'Show the difference' }).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
  });

  it('shows what another session gap would change, and why one cannot be', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/what-if?gap=1`);
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByRole('heading', { name: 'The largest moves' }).waitFor();
    const change = page.locator('.figures div', { hasText: 'Sessions' }).locator('dd');
    const [before, after] = `${await change.textContent()}`.split(' → ').map(numberOf);
    expect(before).toBe(explorer.one('SELECT count(*) FROM sessions'));
    const gaps = `SELECT timestamp, lag(timestamp) OVER (PARTITION BY profile_id ORDER BY timestamp) AS previous FROM events`;
    const ends = `previous IS NULL OR unixepoch(timestamp, 'subsec') - unixepoch(previous, 'subsec') > 60`;
    expect(after).toBe(explorer.one(`SELECT count(*) FROM (${gaps}) WHERE ${ends}`));
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
