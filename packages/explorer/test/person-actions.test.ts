import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { asReader, explorerForAll, openPage } from './explorer.ts';
import { fillWithALife } from './fill-with-a-life.ts';

describeInChromium('what is done with a person', () => {
  const explorer = explorerForAll(60, fillWithALife);

  async function open(path: string): Promise<Page> {
    const page = await openPage(explorer);
    await page.goto(explorer.address + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }
  async function choose(page: Page, action: string): Promise<void> {
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  }
  const button = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
  const saysDialog = (page: Page, text: string | RegExp) => page.getByRole('dialog').getByText(text).waitFor();
  const linkOf = (page: Page, text: string) => page.locator('.identity-list li').filter({ hasText: text });
  const deviceOf = (device: string) =>
    explorer.one(`SELECT profile_id FROM sessions WHERE anonymous_id = '${device}' ORDER BY started_at DESC LIMIT 1`);

  it('closes one thing with each Escape: the menu or the dialog, and then the person', async () => {
    const page = await open('/people/u:vera');
    const person = page.getByRole('heading', { name: 'Vera Holm' });
    const gone = (name: 'dialog' | 'menu') => page.getByRole(name).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Export…' }).waitFor();
    await page.keyboard.press('Escape');
    await gone('menu');
    expect(await person.count()).toBe(1);
    await choose(page, 'Export…');
    await page.getByRole('dialog').waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Escape');
    await gone('dialog');
    expect(await person.count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'People' }).waitFor();
  });

  it('shows every identifier with its reason, and which is suspicious', async () => {
    const page = await open('/people/u:vera/identity');
    const ids = explorer.db.prepare(`SELECT identifier FROM identities WHERE profile_id = 'u:vera'`).pluck().all();
    for (const id of ids) await page.getByText(`${id}`, { exact: true }).first().waitFor();
    const count = explorer.one(`SELECT count FROM suspicious_links WHERE identifier = 'kiosk'`);
    await page.getByText(`suspicious: ${count} people`).waitFor();
    await page.getByRole('button', { name: 'Why? User id vera-old' }).click();
    await saysDialog(page, 'an alias call joined it');
    await saysDialog(page, 'crm-4');
  });

  it('separates a device as the preview says, and takes that back', async () => {
    const page = await open('/people/u:vera/identity');
    const row = linkOf(page, 'phone-vera');
    const figuresOf = () =>
      explorer.all(`SELECT message_count FROM profiles WHERE profile_id = 'u:vera'
        UNION ALL SELECT session_count FROM profiles WHERE profile_id = 'u:vera'
        UNION ALL SELECT count(*) FROM identities WHERE profile_id = 'u:vera'`);
    const before = figuresOf();
    await row.getByRole('button', { name: 'Separate…' }).click();
    const anonymous = `SELECT count(*) FROM events WHERE anonymous_id = 'phone-vera' AND user_id IS NULL`;
    await saysDialog(page, `${explorer.one(anonymous)} messages move.`);
    await button(page, 'Separate').click();
    await saysDialog(page, 'no longer part of this person');
    expect(deviceOf('phone-vera')).toBe('a:phone-vera');
    const changes = figuresOf().map((after, index) => `${before[index]} → ${after}`);
    await eventually(async () =>
      expect(await page.getByRole('dialog').locator('.figures dd').allTextContents()).toEqual(changes),
    );
    await page.getByText('Separated u:vera and a:phone-vera').waitFor();
    await button(page, 'Undo').click();
    await page.getByText('undone', { exact: true }).waitFor();
    await row.waitFor();
    expect(deviceOf('phone-vera')).toBe('u:vera');
  });

  it('fits a phone, while a preview is on its way too', async () => {
    const page = await open('/people/u:vera/identity');
    await page.setViewportSize({ width: 390, height: 844 });
    const dialog = page.getByRole('dialog');
    const fits = async () =>
      expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
    let answer = () => {};
    await page.route(/decisions\/preview/, async (route) => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      await route.continue();
    });
    const asked = page.waitForRequest(/decisions\/preview/);
    await linkOf(page, 'phone-vera').getByRole('button', { name: 'Separate…' }).click();
    await asked;
    await dialog.locator('.skeleton').waitFor();
    await fits();
    answer();
    await saysDialog(page, 'messages move');
    await fits();
    await page.unroute(/decisions\/preview/);
    for (const action of [
      'Delete…',
      'Exclude…',
      'Mark as test…',
      'Exclude from control groups…',
      'Reset content…',
      'Export…',
    ]) {
      await page.keyboard.press('Escape');
      await choose(page, action);
      await dialog
        .getByRole(action === 'Export…' ? 'link' : 'button')
        .last()
        .waitFor();
      await fits();
    }
  });

  it('separates a user id from the one it was joined with', async () => {
    const page = await open('/people/u:vera/identity');
    await linkOf(page, 'vera-old').getByRole('button', { name: 'Separate…' }).click();
    await saysDialog(page, '1 message moves.');
    await button(page, 'Separate').click();
    await saysDialog(page, 'no longer part of this person');
    expect(explorer.one(`SELECT profile_id FROM events WHERE message_id = 'crm-3'`)).toBe('u:vera-old');
    await button(page, 'Undo').click();
    await page.getByRole('status').getByText('Undone').waitFor();
    await linkOf(page, 'vera-old').waitFor();
    expect(explorer.one(`SELECT profile_id FROM events WHERE message_id = 'crm-3'`)).toBe('u:vera');
  });

  it('merges two people, and undoes that where the link is shown', async () => {
    const page = await open('/people/u:user-3/identity');
    await page.getByRole('button', { name: 'Merge with…' }).click();
    await page.getByLabel('Whom to merge with').fill('user-4@example.com');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /u:user-4/ })
      .click();
    const count = explorer.one(`SELECT count(*) FROM events WHERE profile_id = 'u:user-4'`);
    await saysDialog(page, `${count} messages move.`);
    await button(page, 'Merge').click();
    await saysDialog(page, 'one person now');
    expect(explorer.one(`SELECT DISTINCT profile_id FROM events WHERE user_id = 'user-4'`)).toBe('u:user-3');
    await button(page, 'Close').last().click();
    await linkOf(page, 'joined by an operator').getByRole('button', { name: 'Separate…' }).click();
    await saysDialog(page, `${count} messages move.`);
    await button(page, 'Undo the merge').click();
    await saysDialog(page, 'no longer part of this person');
    expect(explorer.one(`SELECT DISTINCT profile_id FROM events WHERE user_id = 'user-4'`)).toBe('u:user-4');
  });

  it.each([
    ['Exclude…', 'Exclude', 'excluded', 'is_excluded', 'Include again…', 'Include'],
    ['Mark as test…', 'Mark as test', 'test profile', 'is_test', 'No test any more…', 'Take the mark away'],
  ])('%s marks and unmarks, for all history', async (set, verb, badge, column, unset, unverb) => {
    const page = await open('/people/u:user-6');
    const value = () => explorer.one(`SELECT ${column} FROM profiles WHERE profile_id = 'u:user-6'`);
    await choose(page, set);
    await saysDialog(page, /That concerns \d+ sessions/);
    await button(page, verb).click();
    await button(page, 'Close').last().click();
    await page.locator('.person-who').getByText(badge, { exact: true }).waitFor();
    expect(value()).toBe(1);
    await choose(page, unset);
    await button(page, unverb).click();
    await button(page, 'Close').last().click();
    await eventually(async () =>
      expect(await page.locator('.person-who').getByText(badge, { exact: true }).count()).toBe(0),
    );
    expect(value()).toBe(0);
  });

  it('says why the 21st cannot be excluded from control groups', async () => {
    const page = await open('/people/u:user-7');
    for (let person = 0; person < 20; person++) {
      await page.request.post(`${explorer.address}/api/decisions`, {
        data: { kind: 'control', identity: `u:control-${person}`, value: true },
        headers: { origin: explorer.address },
      });
    }
    await choose(page, 'Exclude from control groups…');
    await button(page, 'Exclude from control groups').click();
    await page.getByRole('dialog').getByRole('alert').getByText('20').waitFor();
    expect(explorer.one(`SELECT is_control_excluded FROM profiles WHERE profile_id = 'u:user-7'`)).toBe(0);
  });

  it('resets content, and undoes that', async () => {
    const page = await open('/people/u:vera');
    const seen = () => explorer.one(`SELECT count(*) FROM engagements WHERE profile_id = 'u:vera' AND counts_as_seen`);
    const count = seen();
    await choose(page, 'Reset content…');
    await saysDialog(page, `3 surveys and ${count} pieces of in-app content`);
    await button(page, 'Reset').click();
    await saysDialog(page, 'first-time user');
    expect(seen()).toBe(0);
    await button(page, 'Undo').click();
    await eventually(async () => expect(seen()).toBe(count));
  });

  it('exports a person with everything', async () => {
    const page = await open('/people/u:user-9');
    await choose(page, 'Export…');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('link', { name: 'Download' }).click(),
    ]);
    const person = JSON.parse(readFileSync(await file.path(), 'utf8'));
    const count = explorer.one(`SELECT count(*) FROM events WHERE profile_id = 'u:user-9'`);
    expect(person.events.length).toBe(count);

    await choose(page, 'Export…');
    await page.getByLabel('File').selectOption('jsonl');
    const [capsule] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(
      readFileSync(await capsule.path(), 'utf8')
        .trim()
        .split('\n').length,
    ).toBe(count);
  });

  it('deletes a person for good once their id is typed, and leads back to the list', async () => {
    const page = await open('/people/u:user-12');
    const count = explorer.one(`SELECT count(*) FROM events WHERE profile_id = 'u:user-12'`);
    const responses = explorer.one(`SELECT count(*) FROM survey_responses WHERE profile_id = 'u:user-12'`);
    await page.getByText('user-12@example.com').first().waitFor();
    await choose(page, 'Delete…');
    await saysDialog(page, new RegExp(`^This deletes ${count} messages, .* and ${responses} survey responses`));
    await saysDialog(page, 'user-12@example.com');
    expect(await button(page, 'Delete for good').isDisabled()).toBe(true);
    await page.getByLabel('Type user-12 to go on').fill('user-12');
    await page.route('**/api/decisions', async (route) => {
      await saysDialog(page, 'It goes on if this is closed');
      await button(page, 'Deleting…').waitFor();
      await route.continue();
    });
    await button(page, 'Delete for good').click();
    await page.getByRole('table', { name: 'People' }).waitFor();
    await page.getByRole('status').getByText(`Deleted Grace Okafor: ${count} messages`).waitFor();
    expect(explorer.one(`SELECT count(*) FROM profiles WHERE profile_id = 'u:user-12'`)).toBe(0);
  });

  it('shows a person as known at a time, beside now', async () => {
    const page = await open('/people/u:vera/as-of');
    await page.getByText('Choose a time').waitFor();
    const then = new Date(Date.now() - 18 * 86_400_000);
    await page.getByLabel('As known at').fill(then.toISOString().slice(0, 16));
    const plan = page.getByRole('row', { name: /^plan/ });
    await plan.waitFor();
    expect(await plan.getByRole('cell').allTextContents()).toEqual(['free', 'pro']);
    expect(await page.getByRole('row', { name: /^name/ }).count()).toBe(0);
    await page.getByLabel('Also what is the same').check();
    await page.getByRole('row', { name: /^name/ }).waitFor();
    await page.getByRole('row', { name: /^user vera-old/ }).waitFor();
  });

  it('offers a reader none of it', async () => {
    const page = await openPage(await asReader(explorer, 'rita'));
    await page.goto(`${explorer.address}/people/u:vera/identity`);
    await page.getByText('laptop-vera').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('menuitem', { includeHidden: true }).allTextContents()).toEqual(['Export…']);
    for (const name of ['Separate…', 'Merge with…', 'Undo…']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    await page.getByRole('button', { name: 'Why? Device laptop-vera' }).click();
    await saysDialog(page, 'laptop-vera-3');
  });
});
