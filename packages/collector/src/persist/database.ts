import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { LOG_LIMIT_BYTES } from './log-tender.ts';
import { nameHash } from './name-hash.ts';
import { keepSearch, SEARCH_SQL } from './search-index.ts';

/** An open SQLite file. */
export type Db = Database.Database;

/** The version of the facts' schema that this code reads and writes. A file of a later one is refused, not guessed at. */
export const SCHEMA_VERSION = 2;

/** Up to here WAL mode could lose committed transactions when two connections checkpointed at once. */
const OLDEST_SAFE_SQLITE = [3, 51, 3];

/** How long a statement waits for another process's lock before it fails, in ms. */
const BUSY_TIMEOUT_MS = 250;

/** Checkpoint after this many pages: fewer make the same pages be written more often. */
const CHECKPOINT_PAGES = 10_000;

/**
 * Opens the file for writing, making it and its schema where there is none. `':memory:'` is a database of its own.
 * Facts of an earlier version are brought forward, all steps in one transaction. The only connection that writes; it
 * lives in the writer thread.
 * @throws when SQLite is too old, the file is of a later version, or commits would not be durable.
 */
export function openDatabase(path: string): Db {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    requireSafeSqlite(String(db.prepare('SELECT sqlite_version()').pluck().get()));
    db.pragma('journal_mode = WAL');
    // Setting WAL silently falls back to NORMAL, which loses acknowledged events at a power cut.
    db.pragma('synchronous = FULL');
    if (db.pragma('synchronous', { simple: true }) !== 2) throw new Error('SQLite did not accept synchronous = FULL');
    db.pragma('secure_delete = ON');
    db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.pragma(`journal_size_limit = ${LOG_LIMIT_BYTES}`);
    db.pragma('cache_size = -65536');
    db.pragma('temp_store = MEMORY');
    // A step of the migrations needs it.
    keepSearch(db);
    db.function('name_hash', { deterministic: true }, (name) => nameHash(String(name)));
    migrate(db, path);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens an existing file for reading. Never blocks the writer. @throws when the file does not exist. */
export function openReadOnly(path: string): Db {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma('query_only = ON');
  // SQLite reads the triggers of a statement that writes when it is prepared, even where none is ever run.
  keepSearch(db);
  return db;
}

/** Opens an existing file for reading it all: like {@link openReadOnly}, with temporary tables, which lie on the disk. */
export function openExport(path: string): Db {
  const db = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma('temp_store = FILE');
  return db;
}

/**
 * Opens an empty database of derived tables which reads the facts of a file: for a fold of its own beside the file's.
 * It sees the file as it is at its first read until {@link Db.close}.
 * @param path where to keep it; `''` for a temporary one.
 */
export function openScratch(file: string, path = ''): Db {
  const db = new Database(path);
  // Nothing to recover: a scratch database that was interrupted is thrown away.
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -65536');
  for (const name of ['derived.sql', 'views.sql']) db.exec(readSql(name));
  db.prepare('ATTACH ? AS file').run(file);
  db.exec('BEGIN');
  return db;
}

/** Checks that SQLite keeps what it committed. @throws where its version is known to lose it. */
export function requireSafeSqlite(version: string): void {
  const parts = version.split('.').map(Number);
  const difference =
    OLDEST_SAFE_SQLITE.map((part, index) => (parts[index] ?? 0) - part).find((part) => part !== 0) ?? 0;
  if (difference < 0) throw new Error(`SQLite ${version} can lose commits: better-sqlite3 must bring 3.51.3 or later`);
}

function migrate(db: Db, path: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${path} was written by a later Kith (schema ${version}, this one knows ${SCHEMA_VERSION}): update Kith`,
    );
  }
  db.transaction(() => {
    if (version === 0) db.exec(readSql('schema.sql'));
    else for (const step of stepsFrom(version)) db.exec(readSql(step));
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
    deriveAnew(db);
  }).immediate();
}

function stepsFrom(version: number): string[] {
  return Array.from(
    { length: SCHEMA_VERSION - version },
    (_, index) => `migrations/${String(version + index + 1).padStart(4, '0')}.sql`,
  );
}

// Derived tables need no migrations: where their definition has changed they are made anew, empty, and the fold fills
// them again from the facts.
function deriveAnew(db: Db): void {
  const definitions = readSql('derived.sql') + readSql('views.sql') + SEARCH_SQL;
  const digest = hash('sha256', definitions, 'hex');
  if (db.prepare("SELECT value FROM meta WHERE name = 'derived'").pluck().get() === digest) return;
  // Views, virtual tables with the tables they keep for themselves, then the others.
  const objects = db.prepare<[], { type: string; name: string }>(
    `SELECT iif(type = 'view', 'view', 'table') AS type, name FROM pragma_table_list
     WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite_%' ORDER BY pragma_table_list.type DESC`,
  );
  const facts = factTables();
  for (const { type, name } of objects.all()) if (!facts.has(name)) db.exec(`DROP ${type} ${name}`);
  db.exec(definitions);
  db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('derived', ?)").run(digest);
}

// A list of its own could forget a table, and its facts would go with the derived ones.
function factTables(): ReadonlySet<string> {
  return new Set(Array.from(readSql('schema.sql').matchAll(/^CREATE TABLE (\w+)/gm), ([, name = '']) => name));
}

function readSql(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
