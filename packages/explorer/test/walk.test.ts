import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { formatNumber } from '../src/ui/number.ts';
import { everyView, PRESSED, settled } from './every-view.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { fillWithALife } from './fill-with-a-life.ts';
import { asker } from './said/ask.ts';
import { VIEWS } from './said/views.ts';
import { seriousFindings } from './serious-findings.ts';
import { shown } from './shown.ts';
import { MOST } from './sql-formats.ts';

/** Lines of a long list, with its head, that are there on every page: a chart may stand above it. */
const LEAST_LINES = 15;

describeInChromium('everything the explorer shows', () => {
  const explorer = explorerForAll(300, fillWithALife);

  it.each(Object.keys(VIEWS))('of %s is what SQL says on the file, the SQL that it offers too', async (path) => {
    const page = await openPage(explorer);
    await page.addInitScript(countShifts);
    await page.goto(explorer.address + path);
    await settled(page);
    await page.waitForLoadState('networkidle');
    // What was asked for with the first answers, as the counts of segments are.
    await settled(page);
    expect(await page.evaluate('shift'), 'nothing moves while it loads').toBeLessThan(0.02);
    const said = VIEWS[path]?.(asker(explorer)) ?? {};
    const seen = await shown(page);
    // Of a long list, what is in view and near it. How many rows a day makes depends on the hour.
    const inView = Object.entries(said).map(([part, lines]) => [
      part,
      Array.isArray(lines) ? lines.slice(0, Math.max(LEAST_LINES, seen[part]?.length ?? 0)) : lines,
    ]);
    expect(seen).toEqual(Object.fromEntries(inView));

    for (const button of await page.locator('main .sql-button').all()) {
      const beside = await button.evaluate(
        (element) => element.closest('dl > div, section, .page-figure, div')?.textContent,
      );
      await button.click();
      const sql = page.getByRole('dialog').locator('pre');
      await sql.getByText('SELECT').waitFor();
      const rows = explorer.db
        .prepare(`${await sql.textContent()}`)
        .raw()
        .all() as unknown[][];
      // One number is the figure.
      if (rows.length === 1 && rows[0]?.length === 1) {
        const figure = Number(rows[0][0]);
        expect(beside).toContain(beside?.includes('+') ? formatNumber(Math.min(figure, MOST)) : formatNumber(figure));
      }
      await page.keyboard.press('Escape');
      await sql.waitFor({ state: 'detached' });
    }
  });

  it('can be used by everybody, in both themes, at a desk and on a phone, and has no view that is not listed', async () => {
    const page = await openPage(explorer);
    const views = await everyView(page, explorer.address, Object.keys(VIEWS), async (view) => {
      for (const viewport of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        // A chart takes its new width with the next frame.
        await eventually(async () => expect(await widthOf(page), view).toBe(viewport.width));
        await page.emulateMedia({ colorScheme: 'light' });
        expect(await seriousFindings(page), `${view} ${viewport.width}`).toEqual([]);
        // The other theme has other colours, and nothing else.
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await seriousFindings(page, ['color-contrast']), `${view} ${viewport.width} dark`).toEqual([]);
      }
    });
    const pressed = views.filter((view) => view.includes(PRESSED));
    expect(views.filter((view) => !pressed.includes(view))).toEqual(Object.keys(VIEWS));
    expect(pressed.length).toBeGreaterThan(40);
  }, 600_000);
});

const DESK = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };

/** What a page takes from left to right, in px. */
function widthOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const main = document.querySelector('main');
    return Math.max(
      document.scrollingElement?.scrollWidth ?? 0,
      innerWidth + (main ? main.scrollWidth - main.clientWidth : 0),
    );
  });
}

/** Sums up in `window.shift` how far what is seen moves by itself. */
function countShifts(): void {
  Object.assign(window, { shift: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      Object.assign(window, { shift: Number(Reflect.get(window, 'shift')) + Number(Reflect.get(entry, 'value')) });
  }).observe({ type: 'layout-shift', buffered: true });
}
