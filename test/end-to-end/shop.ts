import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';

/** Logs a person in to the example shop; their id there is `user-` and their first name. */
export async function logIn(page: Page, name: string): Promise<void> {
  const [firstName = ''] = name.toLowerCase().split(' ');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(`${firstName}@example.com`);
  await page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click();
}

/** Waits until the collector has confirmed everything the page has said. */
export async function everythingSent(page: Page): Promise<void> {
  await eventually(async () => expect(await page.evaluate('kith.flush()')).toBe(true));
}

/** Resolves when the page has heard, or failed to hear, the answer to a request that carries messages. */
export function batchEnds(page: Page): Promise<void> {
  return new Promise((resolve) => {
    const heard = (request: Request) => request.url().endsWith('/v1/batch') && resolve();
    page.on('requestfinished', heard);
    page.on('requestfailed', heard);
  });
}
