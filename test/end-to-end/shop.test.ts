import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from './chromium.ts';
import { startCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { pass, SECOND_MS } from './pass.ts';
import { startProxy } from './proxy.ts';
import { seededFaults } from './seeded-faults.ts';
import { batchEnds, everythingSent, logIn } from './shop.ts';

describeInChromium('what happens in the shop', () => {
  it('an order makes a customer, and after logout it is somebody else', async () => {
    const collector = await startCollector();
    const browser = await openBrowser();
    const page = await browser.newPage();
    await page.goto(`${collector.address}/example/`);
    await page.getByRole('button', { name: '10', exact: true }).click();
    await page.getByRole('textbox', { name: 'Your reason' }).fill('The tea');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await logIn(page, 'Ada Lovelace');
    await page.getByRole('button', { name: 'Add Quiet Hours to the basket' }).click();
    await page.getByRole('link', { name: 'Basket' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByRole('heading', { name: 'Thank you, Ada!' }).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/example/');
    await logIn(page, 'Grace Hopper');
    await everythingSent(page);

    await eventually(() => {
      const people = collector.rows(
        'SELECT profile_id, type, event_count, survey_response_count FROM profiles ORDER BY profile_id',
      );
      expect(people).toEqual([
        { profile_id: 'u:user-ada', type: 'customer', event_count: 6, survey_response_count: 1 },
        { profile_id: 'u:user-grace', type: 'identified', event_count: 1, survey_response_count: 0 },
      ]);
    });
    expect(
      collector.rows(`SELECT state, answers, profile_id FROM survey_responses WHERE completed_at IS NOT NULL`),
    ).toEqual([{ state: 'completed', answers: '{"reason":"The tea","score":10}', profile_id: 'u:user-ada' }]);
    const [order] = collector.rows(`SELECT properties FROM events WHERE name = 'Order Completed'`);
    expect(JSON.parse(String(order?.properties))).toMatchObject({ total: 6.5, products: [{ sku: 'T-05' }] });
  });

  it('shows what was sent, and that it is stored, also of the page before', async () => {
    const collector = await startCollector();
    const browser = await openBrowser({ viewport: { width: 1280, height: 800 } });
    const page = await browser.newPage();
    await page.goto(`${collector.address}/example/`);
    const panel = page.locator('.panel');
    await page.getByRole('button', { name: 'Add Quiet Hours to the basket' }).click();
    await panel.getByText('Product Added', { exact: true }).waitFor();
    await panel.getByText('stored · Quiet Hours', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Basket' }).click();
    await panel.getByText('Your basket · Leaf & Kettle', { exact: true }).waitFor();
    await expect(panel.locator('output').textContent()).resolves.toBe('4');
    const [device] = collector.rows('SELECT DISTINCT anonymous_id FROM events');
    await expect(panel.locator('code').textContent()).resolves.toContain(`a:${device?.anonymous_id}`);
  });

  it('loses nothing and counts nothing twice over a bad network', async () => {
    const collector = await startCollector();
    const network = await startProxy({ target: collector.address, fault: seededFaults(14, 0.5) });
    const browser = await openBrowser();
    await browser.clock.install({ time: collector.now() });
    const page = await browser.newPage();
    for (const tea of [
      'Morning Mist',
      'Old Orchard',
      'Harbour Smoke',
      'Cedar Garden',
      'Quiet Hours',
      'Copper Kettle',
    ]) {
      await page.goto(`${network.address}/example/`);
      await page.getByRole('button', { name: `Add ${tea} to the basket` }).click();
      // One page is left with its request on the way, the others once they know how it went.
      const known = batchEnds(page);
      await pass(2 * SECOND_MS, collector, browser);
      if (tea !== 'Old Orchard') await known;
    }
    await logIn(page, 'Ada Lovelace');
    await eventually(async () => {
      await pass(SECOND_MS, collector, browser);
      expect(collector.rows('SELECT profile_id, message_count, page_count, event_count FROM profiles')).toEqual([
        { profile_id: 'u:user-ada', message_count: 19, page_count: 6, event_count: 12 },
      ]);
    });
    const sequence = collector.rows(`SELECT context ->> '$.kith.seq' AS seq FROM events ORDER BY seq`);
    expect(sequence).toEqual(Array.from({ length: 19 }, (_, index) => ({ seq: index + 1 })));
    for (const count of Object.values(network.faults)) expect(count).toBeGreaterThan(0);
  });
});
