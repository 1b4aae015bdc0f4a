import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { keyring } from '../../collector/src/collect/keys.ts';
import { startWriter } from '../../collector/src/writer.ts';
import { type Explorer, openPage, serveFile } from './explorer.ts';
import { hostileStrings, MARK } from './hostile-strings.ts';

const KEYS = { writeKey: 'pk_hostile_0123456789', secretKey: 'sk_hostile_0123456789' };
const STRINGS = hostileStrings();

describeInChromium('people who send what would run', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kith-hostile-'));
  let explorer: Explorer;

  beforeAll(async () => {
    const database = join(directory, 'kith.db');
    await fill(database);
    explorer = await serveFile(database);
  });
  afterAll(async () => {
    await explorer?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('there are a thousand of them', () => {
    expect(new Set(STRINGS).size).toBe(1_000);
  });

  it('run nothing in lists, nor on their own pages', async () => {
    const page = await openPage(explorer);
    const columns = 'email,phone,account_id,first_referrer,first_landing_page,last_browser_name,last_campaign_source';
    await page.goto(`${explorer.address}/people?sort=user_id&order=asc&columns=${columns}&by=name&everybody=true`);
    const scroller = page.locator('.table-scroller');
    await scroller.waitFor();
    await eventually(async () => {
      await scroller.evaluate((element) => element.scrollBy(0, 800));
      expect(await page.locator('a[href="/people/u%3Auser-999"]').count()).toBe(1);
    });
    expect(await page.evaluate(`window.${MARK}`)).toBeUndefined();

    for (let person = 0; person < STRINGS.length; person += 40) {
      await page.goto(`${explorer.address}/people/u:user-${person}`);
      await page.getByRole('heading', { name: 'Top pages' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(`window.${MARK}`), STRINGS[person]).toBeUndefined();
      expect(await page.locator('a[href^="java" i], a[href^="data:" i], main script, main iframe').count()).toBe(0);
    }
  });

  it('run nothing on the tabs of their pages, nor in what these open', async () => {
    const page = await openPage(explorer);
    const opened = new Set<string>();
    // Of each kind one, and what would run where it is linked to.
    const linked = STRINGS.findIndex((text) => isScript(text));
    for (const person of [7, 257, 507, linked]) {
      for (const tab of ['sessions', 'timeline', 'sentiment', 'engagement', 'traits', 'identity']) {
        await page.goto(`${explorer.address}/people/u:user-${person}/${tab}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        const opener = page.locator('.is-openable :is(a, button), .why-button').first();
        // Backends open no sessions, and not every string is an id.
        if ((await opener.count()) > 0) {
          await opener.click();
          await page.locator('.details, .why').first().waitFor();
          await page.waitForLoadState('networkidle');
          opened.add(tab);
        }
        expect(await page.evaluate(`window.${MARK}`), `${tab}: ${STRINGS[person]}`).toBeUndefined();
        expect(await page.locator('a[href^="java" i], a[href^="data:" i], main script, main iframe').count()).toBe(0);
      }
    }
    expect([...opened]).toEqual(['timeline', 'sentiment', 'engagement', 'traits', 'identity']);
  });

  it('run nothing on the pages of their surveys and companies', async () => {
    const page = await openPage(explorer);
    for (const list of ['/surveys', '/companies']) {
      await page.goto(explorer.address + list);
      await page.locator('td a').first().waitFor();
      const links = await page
        .locator('td a')
        .evaluateAll((found) => found.map((link) => `${link.getAttribute('href')}`));
      for (const link of links.filter((_, index) => index % 4 === 0)) {
        await page.goto(explorer.address + link);
        await page.waitForLoadState('networkidle');
        expect(await page.evaluate(`window.${MARK}`), link).toBeUndefined();
        expect(await page.locator('a[href^="java" i], a[href^="data:" i], main script, main iframe').count()).toBe(0);
      }
    }
  });

  it.each(['/companies', '/events', '/traits', '/surveys', '/live', '/doctor', '/doctor/duplicates'])(
    'run nothing on %s',
    async (path) => {
      const page = await openPage(explorer);
      await page.goto(explorer.address + path);
      await page.waitForLoadState('networkidle');
      const scroller = page.locator('.table-scroller');
      for (let top = 0; top < 40_000 && (await scroller.count()) > 0; top += 800) {
        await scroller.evaluate((element, to) => element.scrollTo(0, to), top);
      }
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(`window.${MARK}`)).toBeUndefined();
      expect(await page.locator('a[href^="java" i], a[href^="data:" i], main script, main iframe').count()).toBe(0);
    },
  );
});

async function fill(path: string): Promise<void> {
  const writer = await startWriter({ database: path, geo: 'off', keys: keyring(KEYS), definitionLimit: null });
  const request = { type: 'batch', key: KEYS.secretKey, isBrowser: false, ip: null, clientHints: {} } as const;
  try {
    const requests = STRINGS.map((text, index) => {
      const body = JSON.stringify({ batch: messagesOf(index, text) });
      return { ...request, receivedAt: Date.now(), userAgent: text.replace(/[^ -~]/g, ''), body };
    });
    await Promise.all(requests.map(writer.submit));
  } finally {
    await writer.stop();
  }
}

function messagesOf(index: number, text: string): object[] {
  const userId = `user-${index}`;
  const context = {
    page: {
      url: isScript(text) ? text : `https://shop.example/${text}?utm_source=${text}`,
      referrer: text,
      title: text,
      path: text,
    },
    userAgent: text,
    app: { name: text, version: text },
    campaign: { source: text, name: text },
    library: { name: 'analytics.js' },
    locale: text,
    replayUrl: text,
  };
  const survey = { survey_id: text, survey_name: text, response_id: text, answers: { [text]: text, score: text } };
  const content = { content_type: text, content_id: text, content_name: text };
  const traits = { name: text, email: text, phone: text, gender: text, [text.slice(0, 200)]: text };
  return [
    { type: 'identify', userId, anonymousId: `device-${index}`, traits, context },
    { type: 'page', userId, anonymousId: `device-${index}`, name: text, context },
    { type: 'track', userId, anonymousId: `device-${index}`, event: text, properties: { [text]: text }, context },
    { type: 'track', userId, anonymousId: `device-${index}`, event: 'Survey Answered', properties: survey, context },
    { type: 'track', userId, anonymousId: `device-${index}`, event: 'Content Shown', properties: content, context },
    { type: 'group', userId, groupId: text.slice(0, 200), traits: { name: text }, context },
  ];
}

function isScript(text: string): boolean {
  return text.startsWith('javascript:');
}
