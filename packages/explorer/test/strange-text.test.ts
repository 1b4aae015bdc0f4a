import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { settled } from './every-view.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { fillWithStrangeText } from './fill-with-strange-text.ts';

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

describeInChromium('the explorer', () => {
  const explorer = explorerForAll(5, fillWithStrangeText);

  it('keeps its shape, however long what people send is', async () => {
    const page = await openPage(explorer, { viewport: PHONE });
    const about = ['', 'sessions', 'timeline', 'sentiment', 'engagement', 'traits', 'identity', 'as-of'];
    const lists = ['/people?by=name', '/companies', '/surveys', '/events', '/traits', '/live', '/data-health'];
    const own = [
      ...about.map((tab) => `/people/u:long/${tab}`),
      '/companies/long',
      '/surveys/long',
      '/surveys/long/responses',
    ];
    for (const path of [...own, ...lists]) {
      await page.setViewportSize(PHONE);
      await page.goto(explorer.address + path);
      for (const viewport of [PHONE, DESK]) {
        await page.setViewportSize(viewport);
        await settled(page);
        expect(await overflow(page), `${path} ${viewport.width}`).toBe(0);
        const title = await page.locator('main h1').boundingBox();
        expect(title?.height, path).toBeLessThan(100);
      }
    }
  });

  it('says who somebody is whose name cannot be seen, and shows traits that are not what they are called', async () => {
    const page = await openPage(explorer);
    for (const id of ['invisible', 'blank']) {
      await page.goto(`${explorer.address}/people/u:${id}`);
      await page.getByRole('heading', { level: 1, name: `${id}@example.com` }).waitFor();
    }
    await page.goto(`${explorer.address}/people/u:odd/traits`);
    await settled(page);
    for (const said of ['soon', 'nowhere', 'later']) await page.getByText(said, { exact: true }).waitFor();
  });

  it('calls those who share an identifier by their names, whom it asks for together', async () => {
    const page = await openPage(explorer);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${explorer.address}/data-health/duplicates`);
    await settled(page);
    const names = page.getByRole('table', { name: 'Duplicates' }).getByRole('link');
    expect((await names.allTextContents()).sort()).toEqual(['Twin', 'odd@example.com']);
    expect(asked.filter((path) => path === '/api/profiles')).toHaveLength(1);
  });
});

/** By how much a page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const wide = [document.documentElement, ...document.querySelectorAll('main')];
    return Math.max(...wide.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
  });
}
