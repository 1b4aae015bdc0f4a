import Database from 'better-sqlite3';

/** Held by the one process that writes a file. */
export interface FileLock {
  readonly release: () => void;
}

/**
 * Takes the writer's lock of a database file: a lock on a small file beside it, which the system releases when the
 * process ends, however it ends. A database in memory needs none.
 * @returns undefined when another process holds it.
 */
export function lockFile(path: string): FileLock | undefined {
  if (path === ':memory:' || path === '') return { release() {} };
  const db = new Database(`${path}.lock`, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
    return { release: () => db.close() };
  } catch {
    db.close();
    return undefined;
  }
}
