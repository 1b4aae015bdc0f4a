import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import projects from './vitest.workspace.ts';

// Drawn here, once: the tests of one run share their seed, in however many processes.
if (process.env.KITH_SEED === 'random') {
  process.env.KITH_SEED = String(randomInt(2 ** 31));
  console.log(`KITH_SEED=${process.env.KITH_SEED}`);
}

// One worker less than there are cores, as by default, leaves half of a small machine idle.
export default defineConfig({ test: { projects, maxWorkers: '100%' } });
