import type { Page } from 'playwright-core';

/** Filters by the last country, from a filter dialog that is open on a list of people; the dialog is left behind. */
export async function filterByGermany(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'What the condition is about' }).fill('last coun');
  await dialog.getByRole('option', { name: 'Last country' }).click();
  await dialog.getByLabel('Value of Last country').fill('Germany');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Show people' }).click();
}
