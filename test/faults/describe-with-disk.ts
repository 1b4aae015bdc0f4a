import { describe, expect, it } from 'vitest';
import { hasCompiler } from './disk.ts';

const MISSING = 'not run: needs Linux and a C compiler (cc)';

/**
 * A suite that needs the faulty disk. Where it cannot be built its tests are skipped, with the reason in their name; with
 * KITH_REQUIRE_ALL=1 that is a failure.
 */
export function describeWithDisk(name: string, tests: () => void): void {
  if (hasCompiler()) describe(name, tests);
  else if (process.env.KITH_REQUIRE_ALL === '1') it(name, () => expect.fail(MISSING));
  else describe.skip(`${name} (${MISSING})`, tests);
}
