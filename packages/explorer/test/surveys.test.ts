import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';

describeInChromium('surveys', () => {
  const explorer = explorerForAll(60);

  it('lists surveys, and shows of one what was answered, as SQL does', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/surveys`);
    await page.getByRole('link', { name: 'How happy are you?' }).click();
    const figure = (label: string) => page.locator('.figures div', { hasText: label }).locator('dd');
    const views = explorer.one('SELECT number(view_count) FROM surveys');
    await eventually(async () => expect(await figure('Views').textContent()).toBe(`${views}`));
    const [responses, completed] = ['response', 'completed'].map((name) =>
      explorer.one(`SELECT number(${name}_count) FROM surveys`),
    );
    expect(await figure('Responses').textContent()).toMatch(new RegExp(`^${responses} `));
    expect(await figure('Completed').textContent()).toMatch(new RegExp(`^${completed} `));

    const question = page.locator('.panel', { hasText: 'Would you recommend us?' });
    const scores = "FROM survey_answers WHERE question_id = 'score'";
    const nps = explorer.one(`SELECT round(100.0 * (sum(answer >= 9) - sum(answer <= 6)) / count(*), 1)
      FROM (SELECT CAST(answer AS INTEGER) AS answer ${scores})`);
    await question.getByText(`NPS ${nps}`).waitFor();
    const eights = explorer.one(`SELECT number(count(*)) ${scores} AND answer = '8'`);
    const bar = question.locator('.bars li', { has: page.locator('.bar-label', { hasText: /^8$/ }) });
    expect(await bar.locator('.bar-count').textContent()).toBe(`${eights}`);
  });

  it('lists responses by their state, each a link to the person, and exports them', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/surveys/happiness/responses`);
    await page.getByLabel('State').selectOption({ label: 'partial' });
    const table = page.getByRole('table', { name: 'Responses' });
    const partial = Number(explorer.one("SELECT count(*) FROM survey_responses WHERE state = 'partial'"));
    const states = table.locator('tbody tr[data-index] td:nth-child(2)');
    await eventually(async () => expect(new Set(await states.allTextContents())).toEqual(new Set(['partial'])));
    expect(await states.count()).toBeGreaterThanOrEqual(Math.min(20, partial));
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toBe('responses.csv');
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    // Of the whole survey, whichever are listed.
    expect(lines.length - 1).toBe(explorer.one('SELECT count(*) FROM survey_responses'));
    await table.getByRole('link').first().click();
    await page.getByRole('navigation', { name: 'About this person' }).waitFor();
  });
});
