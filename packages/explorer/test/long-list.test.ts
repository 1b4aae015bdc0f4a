import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';

describeInChromium('a list of a million people', () => {
  const explorer = explorerForAll(10);

  it('is scrolled down and up again without a row missing, twice or in the wrong place', async () => {
    const page = await openPage(explorer);
    await page.addInitScript(answerWithPeople);
    await page.goto(`${explorer.address}/people`);
    await page.locator('tr[data-index="0"] a').waitFor();

    // Far enough for the scrollbar to stand for other rows than it began with, twice.
    await scrollTo(page, 5_200, 3_000);
    expect(await rowsInView(page)).toEqual(await expectedRows(page));
    expect(await page.getByRole('row').count()).toBeLessThan(80);
    await scrollTo(page, 0, -3_000);
    expect((await rowsInView(page)).slice(0, 3)).toEqual(['0 Person 0', '1 Person 1', '2 Person 2']);
    expect(await rowsInView(page)).toEqual(await expectedRows(page));
  });
});

/** Makes the page's own questions for people be answered at once, with a million of them. */
function answerWithPeople(): void {
  const ask = window.fetch;
  const person = (index: number) => ({
    profile_id: `u:${index}`,
    name: `Person ${index}`,
    type: 'identified',
    traits: {},
  });
  window.fetch = async (input, init) => {
    const url = new URL(String(input), location.href);
    if (url.pathname !== '/api/profiles') return ask(input, init);
    const start = Number(url.searchParams.get('after') ?? 0);
    const data = Array.from({ length: 100 }, (_, index) => person(start + index));
    return Response.json({ data, next: start + 100 < 1_000_000 ? String(start + 100) : null });
  };
}

/** Scrolls by steps until a row, or one beyond it, is there. What is seen moves by no more than each step. */
async function scrollTo(page: Page, index: number, step: number): Promise<void> {
  const farthest = await page.evaluate(
    ([wanted, by]) =>
      new Promise<number>((resolve) => {
        const scroller = document.querySelector('.table-scroller');
        let seen: number | undefined;
        let most = 0;
        const go = () => {
          const rows = [...document.querySelectorAll<HTMLElement>('tr[data-index]')];
          const top = rows.find((row) => row.getBoundingClientRect().top > 200);
          const now = top && Number(top.dataset.index);
          if (now !== undefined && seen !== undefined) most = Math.max(most, Math.abs(now - seen));
          seen = now ?? seen;
          const indexes = rows.map((row) => Number(row.dataset.index));
          if (by > 0 ? Math.max(...indexes) >= wanted : Math.min(...indexes) <= wanted) return resolve(most);
          if (scroller) scroller.scrollTop += by;
          requestAnimationFrame(go);
        };
        go();
      }),
    [index, step] as const,
  );
  expect(farthest).toBeLessThanOrEqual(Math.abs(step) / 40 + 1);
  await eventually(async () => expect(await page.locator('tbody .skeleton').count()).toBe(0));
}

/** The rows that can be seen, each as its number and its name. */
function rowsInView(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const box = document.querySelector('.table-scroller')?.getBoundingClientRect();
    const head = document.querySelector('thead')?.getBoundingClientRect();
    return [...document.querySelectorAll<HTMLElement>('tr[data-index]')]
      .filter((row) => row.getBoundingClientRect().bottom > (head?.bottom ?? 0))
      .filter((row) => row.getBoundingClientRect().top < (box?.bottom ?? 0))
      .map((row) => `${row.dataset.index} ${row.querySelector('a')?.textContent}`);
  });
}

/** What can be seen if nothing is wrong: from the first of them on, one after the other, until the view is full. */
async function expectedRows(page: Page): Promise<string[]> {
  const [first = ''] = await rowsInView(page);
  const start = Number(first.split(' ')[0]);
  const height = await page.locator('.table-scroller').evaluate(({ clientHeight }) => clientHeight);
  const count = (await rowsInView(page)).length;
  expect(count).toBeGreaterThanOrEqual(Math.floor(height / 40) - 1);
  return Array.from({ length: count }, (_, index) => `${start + index} Person ${start + index}`);
}
