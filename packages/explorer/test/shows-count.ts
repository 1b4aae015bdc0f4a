import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../../test/end-to-end/eventually.ts';
import { capped } from './sql-formats.ts';

/** Waits until a list says that it holds so many, as far as lists are counted. */
export async function showsCount(page: Page, count: unknown): Promise<void> {
  await eventually(async () =>
    expect(await page.locator('.page-figure').textContent()).toBe(`${capped(Number(count))}SQL`),
  );
}
