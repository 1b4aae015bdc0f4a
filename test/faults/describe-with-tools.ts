import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const MISSING = 'not run: needs Linux, a C compiler (cc) and sqlite3';

/**
 * A suite that needs the faulty disk and another program at the database. Where there are none its tests are skipped, with
 * the reason in their name; with KITH_REQUIRE_ALL=1 that is a failure.
 */
export function describeWithTools(name: string, tests: () => void): void {
  if (process.platform === 'linux' && runs('cc') && runs('sqlite3')) describe(name, tests);
  else if (process.env.KITH_REQUIRE_ALL === '1') it(name, () => expect.fail(MISSING));
  else describe.skip(`${name} (${MISSING})`, tests);
}

function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
