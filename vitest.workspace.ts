import type { TestProjectConfiguration } from 'vitest/config';

const setupFiles = ['test/seed.ts'];

// On many people some tests fold all of them.
const ofPeople = (ms: number) => (process.env.KITH_EXPLORER_PEOPLE ? 10 * ms : ms);

const projects: TestProjectConfiguration[] = [
  { test: { name: 'protocol', include: ['packages/protocol/test/**/*.test.ts'], setupFiles } },
  { test: { name: 'fold', include: ['packages/fold/test/**/*.test.ts'], setupFiles, testTimeout: 300_000 } },
  { test: { name: 'browser', include: ['packages/browser/test/**/*.test.ts'], environment: 'happy-dom' } },
  { test: { name: 'collector', include: ['packages/collector/test/**/*.test.ts'], setupFiles, testTimeout: 300_000 } },
  {
    test: {
      name: 'explorer',
      include: ['packages/explorer/test/**/*.test.ts'],
      globalSetup: ['packages/explorer/test/setup.ts'],
      testTimeout: ofPeople(120_000),
      hookTimeout: ofPeople(120_000),
    },
  },
  { test: { name: 'project', include: ['test/*.test.ts'], testTimeout: 60_000 } },
  {
    test: {
      name: 'end-to-end',
      include: ['test/end-to-end/*.test.ts', 'examples/*/test/*.test.ts'],
      globalSetup: ['test/end-to-end/setup.ts'],
      testTimeout: 120_000,
    },
  },
  { test: { name: 'faults', include: ['test/faults/*.test.ts'], testTimeout: 600_000 } },
  { test: { name: 'compatibility', include: ['test/compatibility/*.test.ts'], testTimeout: 120_000 } },
];

export default projects;
