import { setTimeout as wait } from 'node:timers/promises';

const DEADLINE_MS = 30_000;
const PAUSE_MS = 25;

/** Repeats a check until it throws no more, and gives what it returns. After half a minute its last error is the test's. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
    await wait(PAUSE_MS);
  }
}
