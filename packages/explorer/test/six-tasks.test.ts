import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { fillWithALife } from './fill-with-a-life.ts';

describeInChromium('somebody who has never seen the explorer', () => {
  const explorer = explorerForAll(60, fillWithALife);

  // What stands under a name in the head of a person.
  const factOf = (page: Page, label: string) =>
    page
      .locator('.person-facts div')
      .filter({ has: page.getByText(label, { exact: true }) })
      .locator('dd');

  it('finds a person by email, where they came from first, why a device is theirs, and undoes that, with keys alone', async () => {
    const page = await openPage(explorer);
    await page.goto(explorer.address);
    await page.getByRole('table', { name: 'People' }).waitFor();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await press('/');
    await page.keyboard.type('vera@example.com');
    await press('Enter', 'Tab', 'j', 'Enter');
    await page.getByRole('heading', { name: 'Vera Holm' }).waitFor();
    expect(await factOf(page, 'First country').textContent()).toContain('Sweden');

    await page.getByRole('link', { name: 'Identity' }).focus();
    await press('Enter');
    const link = page.locator('.identity-list li').filter({ hasText: 'phone-vera' });
    await link.getByRole('button', { name: 'Why?' }).focus();
    await press('Enter');
    await page
      .getByRole('dialog')
      .getByText('the earliest message that carried both this device and the person')
      .waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await link.getByRole('button', { name: 'Separate…' }).focus();
    await press('Enter');
    await page.getByRole('dialog').getByText('messages move').waitFor();
    await press('Enter');
    await page.getByText('is no longer part of this person').waitFor();
    await press('Enter');
    await link.waitFor({ state: 'detached' });
    expect(explorer.one("SELECT profile_id FROM identities WHERE identifier = 'phone-vera'")).toBe('a:phone-vera');
  });

  it('exports a segment from where segments are', async () => {
    const page = await openPage(explorer);
    await page.goto(explorer.address);
    await page.getByRole('link', { name: 'Segments' }).click();
    const germany = page.locator('.panel', { has: page.getByRole('heading', { name: 'In Germany' }) });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      germany.getByRole('link', { name: 'Export' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('germany.csv');
    await page.getByText('The download begins').waitFor();
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines.length - 1).toBe(explorer.one("SELECT count(*) FROM counted_profiles WHERE last_country = 'DE'"));
  });

  it('deletes a person, who is gone then, and is told what goes', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/people?q=user-12@example.com`);
    await page.getByRole('link', { name: 'Grace Okafor' }).click();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByText('This deletes 7 messages, 1 session and 0 survey responses').waitFor();
    await page.getByLabel('Type user-12 to go on').fill('user-12');
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('Deleted Grace Okafor: 7 messages, 1 session and 0 survey responses').waitFor();
    await page.getByRole('heading', { name: 'Nobody' }).waitFor();
    expect(await page.getByRole('link', { name: 'Grace Okafor' }).count()).toBe(0);
    expect(explorer.one("SELECT count(*) FROM profiles WHERE profile_id = 'u:user-12'")).toBe(0);
  });
});
