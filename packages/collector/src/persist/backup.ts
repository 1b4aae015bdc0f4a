import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { cleanFile, isUnclean } from './clean-file.ts';
import { type Db, openReadOnly } from './database.ts';
import { ledgerFaults } from './ledger.ts';

/** What a backup holds. */
export interface Backup {
  readonly eventCount: number;
  readonly rejectedCount: number;
  /** Size of the copy. */
  readonly bytes: number;
}

/** Options of {@link backUp}. */
export interface BackupOptions {
  /** Whether a file of that name is replaced; programs that have it open keep the old one. */
  readonly mayReplace?: boolean;
  /** Permissions of the copy; 0600 by default. It holds people's data. */
  readonly mode?: number;
}

/** Pages copied at a time, between which the progress is told. */
const STEP_PAGES = 256;

/**
 * Copies a database as it is at one moment, beside a server that writes it, and proves the copy: a file of its own, whole
 * or not there.
 * @param target where to; nothing may be there, unless it may be replaced.
 * @throws when it is there, cannot be written, or does not hold what the database holds.
 */
export async function backUp(
  file: string,
  target: string,
  onProgress: (done: number, total: number) => void,
  { mayReplace = false, mode = 0o600 }: BackupOptions = {},
): Promise<Backup> {
  if (!mayReplace && existsSync(target)) throw new Error(`${target} is there already: choose another name`);
  const part = `${target}.part`;
  const source = openReadOnly(file);
  try {
    // As long as this is open no other writer can make the copy begin again.
    source.exec('BEGIN');
    const expected = countsOf(source);
    writeFileSync(part, '', { mode: 0o600 });
    await source.backup(part, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages - remainingPages, totalPages);
        return STEP_PAGES;
      },
    });
    const bytes = prove(part, expected);
    chmodSync(part, mode);
    renameSync(part, target);
    syncDirectory(dirname(target));
    const [eventCount = 0, rejectedCount = 0] = expected;
    return { eventCount, rejectedCount, bytes };
  } finally {
    source.close();
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(part + end, { force: true });
  }
}

function prove(path: string, expected: readonly number[]): number {
  const copy = new Database(path);
  try {
    // One file, without a log beside it that could be forgotten.
    copy.pragma('journal_mode = DELETE');
    if (isUnclean(copy)) cleanFile(copy);
    const state = copy.pragma('integrity_check', { simple: true });
    if (state !== 'ok') throw new Error(`the copy is damaged: ${state}`);
    const counts = countsOf(copy);
    if (counts.join() !== expected.join()) throw new Error(`the copy holds ${counts} rows instead of ${expected}`);
    const [fault] = ledgerFaults(copy);
    if (fault !== undefined) throw new Error(`the ledger does not add up: ${fault}. Run kith verify`);
    return Number(copy.pragma('page_count', { simple: true })) * Number(copy.pragma('page_size', { simple: true }));
  } finally {
    copy.close();
  }
}

function countsOf(db: Db): number[] {
  return ['event_log', 'rejected_events', 'decisions'].map((table) =>
    Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()),
  );
}

// So that the name survives a power cut too.
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}
