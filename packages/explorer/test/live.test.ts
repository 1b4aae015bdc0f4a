import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { type Explorer, explorerForAll, openPage } from './explorer.ts';
import { seriousFindings } from './serious-findings.ts';

describeInChromium('live, while nobody is known', () => {
  const explorer = explorerForAll(0);

  it('waits for the first message with what is to be pasted, and shows it arrive', async () => {
    const page = await openPage(explorer);
    await page.goto(explorer.address);
    await page.getByText('Waiting for the first message.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/live');
    const tag = `<script async src="${explorer.address}/kith.js" data-write-key="${explorer.writeKey}"></script>`;
    await page.getByText(tag).waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await say(explorer, 'Hello');
    await page.getByText('It works.').waitFor();
    await page.getByRole('row', { name: /track Hello (Anonymous )?me/ }).waitFor();
  });

  it('is led to only while nobody is known', async () => {
    await say(explorer, 'Hello');
    const page = await openPage(explorer);
    await eventually(async () => {
      await page.goto(explorer.address);
      await page.getByRole('heading', { name: 'People' }).waitFor({ timeout: 1_000 });
    });
  });
});

describeInChromium('live', () => {
  const explorer = explorerForAll(20);

  it('shows what arrives, filters it by name, and waits while it is paused', async () => {
    const page = await openPage(explorer);
    await say(explorer, 'Begun');
    await page.goto(`${explorer.address}/live`);
    await page.getByRole('row', { name: /track Begun/ }).waitFor();
    await page.getByText('listening').waitFor();

    await page.getByRole('button', { name: 'Pause' }).click();
    await say(explorer, 'Order Placed');
    await page.getByRole('button', { name: 'Go on (1 new)' }).waitFor();
    expect(await page.getByRole('row', { name: /Order Placed/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on (1 new)' }).click();
    await page.getByRole('row', { name: /Order Placed/ }).waitFor();

    await page.getByLabel('Filter by name').fill('order pl');
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(2));
    expect(new URL(page.url()).searchParams.get('name')).toBe('order pl');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Anonymous me', exact: true }).click();
    await page.getByRole('navigation', { name: 'About this person' }).waitFor();
    // The machine itself has no place.
    await page.getByText('messages come from a private address').waitFor();
  });

  it('calls people by their names, on devices of theirs too, and leads to them', async () => {
    const page = await openPage(explorer);
    await send(explorer, 'identify', { anonymousId: 'tablet', userId: 'u-77', traits: { name: 'Ines Duarte' } });
    await eventually(() =>
      expect(explorer.one("SELECT name FROM profiles WHERE user_id = 'u-77'")).toBe('Ines Duarte'),
    );
    await page.goto(`${explorer.address}/live`);
    await page.getByRole('row', { name: /identify – Ines Duarte/ }).waitFor();
    await send(explorer, 'track', { anonymousId: 'tablet', event: 'Looked Around' });
    const row = page.getByRole('row', { name: /Looked Around Ines Duarte/ });
    expect(await row.getByRole('link').getAttribute('title')).toBe('tablet');
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: 'Ines Duarte' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/people/u%3Au-77');
  });
});

async function send({ address, writeKey }: Explorer, type: string, said: object): Promise<void> {
  const headers = { authorization: `Basic ${btoa(`${writeKey}:`)}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ anonymousId: 'me', ...said });
  expect((await fetch(`${address}/v1/${type}`, { method: 'POST', headers, body })).status).toBe(200);
}

function say(explorer: Explorer, event: string): Promise<void> {
  return send(explorer, 'track', { event });
}
