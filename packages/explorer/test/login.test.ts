import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from '../../../test/end-to-end/chromium.ts';
import { startSite } from '../../../test/end-to-end/site.ts';
import { settled } from './every-view.ts';
import { asReader, explorerForAll, openPage } from './explorer.ts';
import { fillWithALife } from './fill-with-a-life.ts';
import { VIEWS } from './said/views.ts';
import { seriousFindings } from './serious-findings.ts';

describeInChromium('a login', () => {
  const explorer = explorerForAll(20, fillWithALife);

  async function see(page: Page): Promise<void> {
    await page.goto(`${explorer.address}/people/u:vera`);
    await page.getByRole('heading', { name: 'Vera Holm' }).waitFor();
  }

  it('is a cookie that no script and no other site gets', async () => {
    const page = await (await openBrowser()).newPage();
    await page.goto(explorer.address);
    await page.getByRole('button', { name: 'Admin token' }).click();
    await page.getByLabel('Admin token').fill(explorer.adminToken);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies).toMatchObject([{ name: 'kith_session', httpOnly: true, sameSite: 'Strict', path: '/' }]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
  });

  it('says what to do where the admin token is put into the name', async () => {
    const page = await (await openBrowser()).newPage();
    await page.goto(explorer.address);
    await page.getByLabel('Name').fill(explorer.adminToken);
    await page.getByRole('alert').getByText('choose “Admin token” above').waitFor();
    await page.getByRole('button', { name: 'Admin token' }).click();
    await page.getByLabel('Admin token').fill('wrong');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('alert').getByText('That is not the admin token').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('leaves nothing of anybody behind when it ends, by going back or in another tab', async () => {
    const page = await openPage(await asReader(explorer, 'sam'));
    const kept = await page.context().newPage();
    const open = await page.context().newPage();
    await see(kept);
    await kept.goto(`${explorer.address}/api/openapi.json`);
    await see(open);
    await see(page);
    await page.getByRole('link', { name: 'Companies' }).click();
    await page.getByRole('table', { name: 'Companies' }).waitFor();

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.evaluate(() => history.back());
    await kept.evaluate(() => history.back());
    for (const tab of [page, kept, open]) {
      await tab.getByRole('heading', { name: 'Log in' }).waitFor();
      expect(await tab.evaluate(() => document.documentElement.outerHTML)).not.toContain('Vera');
      expect(await tab.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toMatch(
        /vera/i,
      );
    }
  });

  it('lets pages of another origin neither read nor do anything', async () => {
    const site = await startSite({ '/': '<title>elsewhere</title>' });
    const browser = await openBrowser();
    await browser.addCookies([{ name: 'kith_session', value: explorer.session, url: explorer.address }]);
    const page = await browser.newPage();
    // The same site for cookies, for these know no ports: the browser sends the login along.
    await page.goto(site);
    const heard = await page.evaluate(async (address) => {
      const body = JSON.stringify({ kind: 'exclude', identity: 'u:vera', value: true });
      const ask = (path: string, init: RequestInit) =>
        fetch(address + path, { credentials: 'include', ...init }).then((answer) => answer.text(), String);
      const frame = document.createElement('iframe');
      frame.src = `${address}/people/u:vera`;
      document.body.append(frame);
      const image = new Image();
      image.src = `${address}/api/profiles`;
      await Promise.allSettled([new Promise((resolve) => frame.addEventListener('load', resolve)), image.decode()]);
      return Promise.all([
        ask('/api/profiles', {}),
        ask('/api/profiles', { mode: 'no-cors' }),
        ask('/api/decisions', { method: 'POST', body, headers: { 'content-type': 'application/json' } }),
        ask('/api/decisions', { method: 'POST', body, mode: 'no-cors' }),
        ask('/api/logout', { method: 'POST', mode: 'no-cors' }),
        Promise.resolve(frame.contentDocument?.body.textContent ?? ''),
      ]);
    }, explorer.address);
    expect(heard.join()).not.toMatch(/vera|success/i);
    const answered = page.waitForResponse(`${explorer.address}/api/decisions`);
    await page.evaluate((address) => {
      document.body.innerHTML = `<form method="post" enctype="text/plain" action="${address}/api/decisions">
        <input name='{"kind":"exclude","identity":"u:vera","value":true,"x":"' value='"}'></form>`;
      document.querySelector('form')?.submit();
    }, explorer.address);
    expect((await answered).status()).toBe(403);
    expect(explorer.one("SELECT count(*) FROM decisions WHERE kind = 'exclude'")).toBe(0);
    await see(await openPage(explorer));
  });

  it('of somebody who may only read is offered nothing that decides, and the API refuses it', async () => {
    const page = await openPage(await asReader(explorer, 'rita'));
    for (const path of Object.keys(VIEWS)) {
      await page.goto(explorer.address + path);
      await settled(page);
      const names = await page
        .locator('main button')
        .evaluateAll((found) => found.map((button) => button.ariaLabel ?? `${button.textContent}`));
      expect(
        names.filter((name) => DECIDES.test(name)),
        path,
      ).toEqual([]);
    }
    const refused = [
      ['POST', '/api/decisions', { kind: 'exclude', identity: 'u:vera', value: true }],
      ['POST', '/api/refold', { kind: 'policy', policy: { session_gap_ms: 60_000 } }],
      ['POST', '/api/access', { action: 'revoke', name: 'rita' }],
      ['GET', '/api/audit', undefined],
      ['GET', '/api/access', undefined],
    ] as const;
    for (const [method, path, data] of refused) {
      const headers = { origin: explorer.address };
      const answer = await page.request.fetch(explorer.address + path, { method, headers, ...(data && { data }) });
      expect(answer.status(), path).toBe(403);
    }
    expect(explorer.one("SELECT count(*) FROM decisions WHERE kind <> 'segment'")).toBe(0);
  });
});

const DECIDES = /^(add|apply|delete|exclude|mark|merge|rename|reset|save|separate|show the difference|undo)\b/i;
