import type { BrowserContext } from 'playwright-core';
import type { TestCollector } from './collector.ts';

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;

/** Lets time go by, for a person's pages and for the collector alike: apart, their clocks would look wrong to it. */
export async function pass(ms: number, collector: TestCollector, person: BrowserContext): Promise<void> {
  collector.advance(ms);
  await person.clock.fastForward(ms);
}
