import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { explorerForAll, openPage } from './explorer.ts';
import { seriousFindings } from './serious-findings.ts';

describeInChromium('live', () => {
  const explorer = explorerForAll(0);

  async function say(event: string): Promise<void> {
    const headers = { authorization: `Basic ${btoa(`${explorer.writeKey}:`)}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ anonymousId: 'me', event });
    expect((await fetch(`${explorer.address}/v1/track`, { method: 'POST', headers, body })).status).toBe(200);
  }

  it('waits for the first message with what is to be pasted, and shows it arrive', async () => {
    const page = await openPage(explorer);
    await page.goto(explorer.address);
    await page.getByText('Waiting for the first message.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/live');
    const tag = `<script async src="${explorer.address}/kith.js" data-write-key="${explorer.writeKey}"></script>`;
    await page.getByText(tag).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await say('Hello');
    await page.getByText('It works.').waitFor();
    await page.getByRole('row', { name: /track Hello me/ }).waitFor();
  });

  it('is led to only while nobody is known', async () => {
    await say('Hello');
    const page = await openPage(explorer);
    await eventually(async () => {
      await page.goto(explorer.address);
      await page.getByRole('heading', { name: 'People' }).waitFor({ timeout: 1_000 });
    });
  });

  it('shows what arrives, filters it by name, and waits while it is paused', async () => {
    const page = await openPage(explorer);
    await say('Begun');
    await page.goto(`${explorer.address}/live`);
    await page.getByRole('row', { name: /track Begun/ }).waitFor();
    await page.getByText('listening').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await say('Order Completed');
    await page.getByRole('button', { name: 'Go on (1 new)' }).waitFor();
    expect(await page.getByRole('row', { name: /Order Completed/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on (1 new)' }).click();
    await page.getByRole('row', { name: /Order Completed/ }).waitFor();

    await page.getByLabel('Filter by name').fill('order');
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(2));
    expect(new URL(page.url()).searchParams.get('name')).toBe('order');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'me', exact: true }).click();
    await page.getByRole('navigation', { name: 'About this person' }).waitFor();
  });
});
