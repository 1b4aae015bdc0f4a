import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { readConfig } from '../packages/collector/src/config.ts';
import { openReadOnly } from '../packages/collector/src/persist/database.ts';
import { serve } from '../packages/collector/src/serve.ts';
import { buildExplorer } from '../packages/explorer/build.ts';
import { chromiumPath } from '../test/end-to-end/chromium.ts';
import { fillWithProfiles } from './fill-with-profiles.ts';
import { median, report } from './measure.ts';

// The explorer on a million people, in Chromium: how long until there is something to read, how long from one person to the next, and
// what memory a list takes while it is scrolled.
// node benchmarks/explorer.ts [--people 1000000] [--file FILE] [--rows 20000]
// A FILE that is there is used as it is; without --rows it is scrolled to its end.

const { values } = parseArgs({
  options: { people: { type: 'string', default: '1000000' }, file: { type: 'string' }, rows: { type: 'string' } },
});
const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
const database = values.file ?? join(directory, 'kith.db');
await buildExplorer();
if (values.file === undefined) fillWithProfiles(database, Number(values.people));
const collector = await serve(readConfig([`--db=${database}`, '--port=0', '--geo=off'], {}), {
  logger: pino({ level: 'silent' }),
});
const executablePath = chromiumPath();
if (!executablePath) throw new Error('install Chromium, or name its path in KITH_CHROMIUM');
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
try {
  await measureFirstContent(browser);
  const page = await openList(browser);
  await measureSwitching(page);
  await measureScrolling(page);
} finally {
  await browser.close();
  await collector.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function openList(from: Browser): Promise<Page> {
  const context = await from.newContext({ viewport: { width: 1440, height: 900 } });
  const headers = { origin: collector.address };
  await context.request.post(`${collector.address}/api/login`, { data: { token: collector.keys.adminToken }, headers });
  const page = await context.newPage();
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (!document.querySelector('tbody a')) return;
    window.firstRowMs = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true })`);
  await page.goto(`${collector.address}/people`);
  await page.waitForFunction(() => 'firstRowMs' in window);
  return page;
}

async function measureFirstContent(from: Browser): Promise<void> {
  const paints: number[] = [];
  const rows: number[] = [];
  for (let visit = 0; visit < 5; visit++) {
    const page = await openList(from);
    // Rows may be there before they are painted.
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    paints.push(Number(await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`)));
    rows.push(Number(await page.evaluate('window.firstRowMs')));
    await page.context().close();
  }
  report(
    'a first visit',
    `${Math.round(median(paints))} ms to content  ${Math.round(median(rows))} ms to the first rows`,
  );
}

async function measureSwitching(page: Page): Promise<void> {
  const times: number[] = [];
  for (let person = 0; person < 20; person++) {
    times.push(Number(await page.evaluate(openPerson, person)));
    await page.keyboard.press('Escape');
    await page.waitForSelector('tbody a');
  }
  report('from the list to a person', `${Math.round(median(times))} ms`);
}

/** Opens a person of the list and resolves with the time until their page says who it is. */
function openPerson(index: number): Promise<number> {
  return new Promise((resolve) => {
    const link = document.querySelectorAll<HTMLElement>('tbody a')[index];
    const name = link?.textContent;
    const start = performance.now();
    const observer = new MutationObserver(() => {
      if (document.querySelector('h1')?.textContent !== name) return;
      observer.disconnect();
      resolve(performance.now() - start);
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
    link?.click();
  });
}

async function measureScrolling(page: Page): Promise<void> {
  const count = countPeople();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const most = Number(values.rows ?? (values.file === undefined ? 20_000 : count));
  for (const share of [0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]) {
    const row = Math.floor(Math.min(count, most) * share);
    const start = performance.now();
    await page.evaluate(scrollTo, row - 1);
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((known) => known.name === name)?.value ?? 0;
    const seconds = ((performance.now() - start) / 1_000).toFixed(1);
    report(
      `scrolled to row ${row}`,
      `${(metric('JSHeapUsedSize') / 1_048_576).toFixed(1)} MiB of heap  ${metric('Nodes')} nodes  ${seconds} s`,
    );
  }
}

/** How many the list has. */
function countPeople(): number {
  const db = openReadOnly(database);
  try {
    return Number(db.prepare('SELECT count(*) FROM counted_profiles').pluck().get());
  } finally {
    db.close();
  }
}

/** Scrolls down as fast as rows come, until one is there. */
function scrollTo(index: number): Promise<void> {
  return new Promise((resolve) => {
    const step = () => {
      const last = [...document.querySelectorAll<HTMLElement>('tr[data-index]:has(a)')].at(-1);
      if (Number(last?.dataset.index) >= index) return resolve();
      const scroller = document.querySelector('.table-scroller');
      if (scroller) scroller.scrollTop += 4_000;
      requestAnimationFrame(step);
    };
    step();
  });
}
