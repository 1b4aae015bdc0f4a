import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { CHROMIUM_IS_MISSING, chromiumPath } from '../../../test/end-to-end/chromium.ts';
import { buildExplorer } from '../build.ts';
import { fillWithPeople } from './fill-with-people.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * A database of as many people as KITH_EXPLORER_PEOPLE says, to begin from: KITH_EXPLORER_FILE, made where it is not there and
     * kept, else one for this run. Undefined where each suite has a few.
     */
    readonly manyPeople: string | undefined;
  }
}

/** Before the tests: builds the explorer where its sources changed, and says loudly when there is no browser. */
export async function setup({ provide }: TestProject): Promise<(() => void) | undefined> {
  await buildExplorer();
  if (!chromiumPath()) process.stderr.write(`\nexplorer: ${CHROMIUM_IS_MISSING}\n\n`);
  const { KITH_EXPLORER_FILE: kept, KITH_EXPLORER_PEOPLE: people = 0 } = process.env;
  if (kept === undefined && Number(people) === 0) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'kith-people-'));
  const database = kept ?? join(directory, 'kith.db');
  if (!existsSync(database)) await fillWithPeople(database, { count: Number(people), now: Date.now() });
  provide('manyPeople', database);
  return () => rmSync(directory, { recursive: true, force: true });
}
