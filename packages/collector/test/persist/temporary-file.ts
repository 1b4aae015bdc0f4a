import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** A path for a database of its own, whose directory is removed when the test is over. */
export function temporaryFile(): string {
  return fileUntil(onTestFinished);
}

/** A path for the database of all tests of a file, likewise. To be called outside of tests. */
export function fileOfTests(): string {
  return fileUntil(afterAll);
}

function fileUntil(end: (remove: () => void) => void): string {
  const directory = mkdtempSync(join(tmpdir(), 'kith-'));
  end(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'kith.db');
}
