import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { giveBackMemory } from '../src/give-back-memory.ts';

test('a thread that comes to rest gives back what its work took', async () => {
  const collected = new Promise<void>((resolve) => {
    new PerformanceObserver((list) => {
      const found = list.getEntries() as unknown as { readonly detail: { readonly flags: number } }[];
      if (found.some(({ detail }) => detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE)) {
        resolve();
      }
    }).observe({ entryTypes: ['gc'] });
  });
  let work: object[] = [];
  for (let number = 0; number < 500_000; number++) work.push({ number });
  const busy = getHeapStatistics().total_heap_size;
  work = [];
  giveBackMemory(100);
  await collected;
  expect(getHeapStatistics().total_heap_size).toBeLessThan(busy - 8_388_608);
});
