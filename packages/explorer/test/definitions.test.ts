import { expect, it } from 'vitest';
import { describeInChromium } from '../../../test/end-to-end/chromium.ts';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { formatNumber } from '../src/ui/number.ts';
import { explorerForAll, openPage } from './explorer.ts';

describeInChromium('definitions', () => {
  const explorer = explorerForAll(40);

  it('lists the names of events with their counts, and calls one what an administrator says', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/events`);
    const count = explorer.one("SELECT count FROM event_definitions WHERE name = 'Order Completed'");
    await page
      .getByRole('row', { name: new RegExp(`Order Completed purchase ${formatNumber(Number(count))}`) })
      .waitFor();
    await page.getByRole('button', { name: 'Order Completed' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Label').fill('Bought');
    await dialog.getByLabel('Description').fill('Paid for what was in the cart');
    await dialog.getByLabel('Hidden').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /Bought Order Completed hidden .*Paid for what was in the cart/ }).waitFor();
    expect(explorer.one("SELECT label || is_hidden FROM event_definitions WHERE name = 'Order Completed'")).toBe(
      'Bought1',
    );

    await page.getByRole('button', { name: 'Bought' }).click();
    await dialog.getByLabel('Label').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await eventually(() =>
      expect(explorer.one("SELECT label FROM event_definitions WHERE name = 'Order Completed'")).toBe(
        'Order Completed',
      ),
    );
  });

  it('makes a property of an event a trait, for all history, and ends that', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/events?type=custom`);
    await page.getByRole('button', { name: 'Product Added' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Property').fill('product_id');
    await dialog.getByLabel('Trait').fill('last_product');
    await dialog.getByRole('button', { name: 'Add for all history' }).click();
    await dialog.getByText('last_product').waitFor();
    const having = "SELECT count(*) FROM traits WHERE key = 'last_product'";
    expect(explorer.one(having)).toBe(
      explorer.one("SELECT count(DISTINCT profile_id) FROM event_counts WHERE name = 'Product Added'"),
    );
    await dialog.getByRole('button', { name: 'End product_id' }).click();
    await dialog.getByText('None.').waitFor();
    expect(explorer.one(having)).toBe(0);
  });

  it('lists traits by their group with the types of their values', async () => {
    const page = await openPage(explorer);
    await page.goto(`${explorer.address}/traits`);
    await page.getByLabel('Group').selectOption({ label: 'Contact' });
    const count = explorer.one("SELECT count FROM trait_definitions WHERE trait_group = 'contact' AND key = 'plan'");
    await page.getByRole('row', { name: new RegExp(`plan Contact string ${formatNumber(Number(count))}`) }).waitFor();
    const keys = explorer.one("SELECT count(*) FROM trait_definitions WHERE trait_group = 'contact'");
    await eventually(async () => expect(await page.getByRole('row').count()).toBe(Number(keys) + 1));
  });
});
