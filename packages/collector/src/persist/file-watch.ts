import { statSync } from 'node:fs';

/** What can only be seen of a database from outside. Looks at names and sizes; opening a file would drop SQLite's locks. */
export interface FileWatch {
  /**
   * @throws when the path no longer leads to the files that are open: what is committed to those is lost with them, and
   * SQLite does not notice.
   */
  readonly requireInPlace: () => void;
  /** Size of the write-ahead log in bytes. */
  readonly logSize: () => number;
}

/** Watches the files of a database that has just been opened. A database in memory is always in its place. */
export function fileWatch(path: string): FileWatch {
  if (path === ':memory:' || path === '') return { requireInPlace() {}, logSize: () => 0 };
  const log = `${path}-wal`;
  const opened = [path, log].map((name) => ({ name, id: fileId(name) }));
  return {
    requireInPlace() {
      for (const { name, id } of opened) {
        if (fileId(name) !== id)
          throw new Error(`${name} was moved, replaced or deleted: put it back, or stop Kith and start it again`);
      }
    },
    logSize: () => statSync(log, { throwIfNoEntry: false })?.size ?? 0,
  };
}

function fileId(name: string): string | undefined {
  const stat = statSync(name, { throwIfNoEntry: false, bigint: true });
  return stat && `${stat.dev}:${stat.ino}`;
}
