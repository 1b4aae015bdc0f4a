import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { everyView, settled } from './every-view.ts';
import { type Explorer, openPage, serveFile } from './explorer.ts';
import { fillWithHostileText, whoDidEverything } from './fill-with-hostile-text.ts';
import { hostileStrings, MARK } from './hostile-strings.ts';

const STRINGS = hostileStrings();
const EVERYTHING = whoDidEverything(STRINGS);

describeInChromium('texts which would run, in every field that senders and operators fill', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kith-hostile-'));
  let explorer: Explorer;
  const count = (table: string) => explorer.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

  beforeAll(async () => {
    const database = join(directory, 'kith.db');
    await fillWithHostileText(database, STRINGS);
    explorer = await serveFile(database);
  });
  afterAll(async () => {
    await explorer?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('there are a thousand of them, and the collector took all they sent', () => {
    expect(new Set(STRINGS).size).toBe(1_000);
    expect(count('rejected_events')).toBe(0);
    expect([count('profiles'), count('accounts'), count('surveys')]).toEqual([1_010, 1_000, 1_000]);
  });

  it('run nothing on any page, in any tab or dialog', async () => {
    const page = await openPage(explorer);
    const views = await everyView(page, explorer.address, [`/people/u:${EVERYTHING[0]}`, '/people'], async (view) => {
      expect(await harm(page), view).toEqual([]);
    });
    expect(views.length).toBeGreaterThan(40);
  });

  it('run nothing in whole lists', async () => {
    const page = await openPage(explorer);
    const columns = 'email,phone,account_id,first_referrer,first_landing_page,last_browser_name,last_campaign_source';
    const lists = [
      `/people?sort=user_id&columns=${columns}&by=name&everybody=true`,
      '/companies',
      '/surveys',
      '/events',
    ];
    for (const id of EVERYTHING)
      for (const tab of ['sessions', 'timeline', 'sentiment', 'traits']) lists.push(`/people/u:${id}/${tab}`);
    for (const path of lists) {
      await page.goto(explorer.address + path);
      for (let isAtEnd = false; !isAtEnd; ) {
        await settled(page);
        expect(await harm(page), path).toEqual([]);
        isAtEnd = await page.evaluate(scrollOn);
      }
    }
  });
});

/** Scrolls the list of a page by as much as is seen of it; says whether that was all. */
function scrollOn(): boolean {
  const list = document.querySelector('.table-scroller');
  if (!list) return true;
  list.scrollBy(0, list.clientHeight);
  return list.scrollTop + list.clientHeight >= list.scrollHeight - 1;
}

/** What shows that a text became more than text. */
function harm(page: Page): Promise<string[]> {
  return page.evaluate((mark) => {
    const found = mark in window ? [`window.${mark}`] : [];
    for (const element of document.querySelectorAll('body, body *')) {
      if (/^(base|embed|form|iframe|link|meta|object|script|style)$/.test(element.localName)) {
        if (!element.matches('form:not([action])')) found.push(element.outerHTML);
      }
      for (const { name, value } of element.attributes) {
        if (/^on|^(srcdoc|formaction|action|xlink:href)$|:/i.test(name)) found.push(`${name}="${value}"`);
        if (/^(href|src)$/.test(name) && !/^https?:$/.test(new URL(value, location.href).protocol)) found.push(value);
        if (name === 'style' && /url\(|expression|@import/i.test(value)) found.push(value);
      }
    }
    return found;
  }, MARK);
}
