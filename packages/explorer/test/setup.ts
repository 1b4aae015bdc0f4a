import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { CHROMIUM_IS_MISSING, chromiumPath } from '../../../test/end-to-end/chromium.ts';
import { buildExplorer } from '../build.ts';
import { fillWithPeople } from './fill-with-people.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * A database of people to begin from: KITH_EXPLORER_FILE, or one with as many as KITH_EXPLORER_PEOPLE says; undefined where each
     * suite has a few.
     */
    readonly manyPeople: string | undefined;
  }
}

/** Before the tests: builds the explorer where its sources changed, and says loudly when there is no browser. */
export async function setup({ provide }: TestProject): Promise<(() => void) | undefined> {
  await buildExplorer();
  if (!chromiumPath()) process.stderr.write(`\nexplorer: ${CHROMIUM_IS_MISSING}\n\n`);
  const { KITH_EXPLORER_FILE: file, KITH_EXPLORER_PEOPLE: people = 0 } = process.env;
  if (file !== undefined) provide('manyPeople', file);
  const count = file === undefined ? Number(people) : 0;
  if (count === 0) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'kith-people-'));
  const database = join(directory, 'kith.db');
  await fillWithPeople(database, { count, now: Date.now() });
  provide('manyPeople', database);
  return () => rmSync(directory, { recursive: true, force: true });
}
