import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Db } from './database.ts';

/** Hashes what was erased, with a key that is kept beside the database and never in it. */
export type KeyedHash = (text: string) => string;

/** 22 characters hold 132 bits: enough that no two texts meet. */
const HASH_LENGTH = 22;

/**
 * The keyed hash of a database's erasures (or of those of the file a scratch database reads). Its key is `erasureSecret`
 * in the key file; the first erasure makes it. A database in memory has one for as long as it lives.
 * @param isFirst whether it may be made: only before anything was erased.
 * @throws when the key is missing or is not the one with which this database's erasures were made.
 */
export function erasureHash(db: Db, isFirst = false): KeyedHash {
  const secret = secretOf(db, isFirst);
  const hash: KeyedHash = (text) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, HASH_LENGTH);
  const check = hash('check');
  const known = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'erasure_check'").pluck().get();
  if (known === undefined && isFirst) {
    db.prepare("INSERT INTO meta (name, value) VALUES ('erasure_check', ?)").run(check);
  } else if (known === undefined || !timingSafeEqual(Buffer.from(known), Buffer.from(check))) throw new Error(LOST);
  return hash;
}

/** Whether anybody was ever erased from the database. */
export function hasErasures(db: Db): boolean {
  return db.prepare("SELECT 1 FROM meta WHERE name = 'erasure_check'").get() !== undefined;
}

const LOST =
  'the erasureSecret in the key file is not the one this database was erased with: restore the key file beside the database, or erased people could come back';

const inMemory = new WeakMap<Db, string>();

function secretOf(db: Db, mayMake: boolean): string {
  const file = fileOf(db);
  if (file === '') {
    const secret = inMemory.get(db) ?? makeSecret();
    inMemory.set(db, secret);
    return secret;
  }
  const path = `${file}.keys.json`;
  const kept = readKeys(path);
  if (typeof kept.erasureSecret === 'string') return kept.erasureSecret;
  if (!mayMake) throw new Error(LOST);
  const erasureSecret = makeSecret();
  // Whole or not at all: the file holds the other keys too.
  writeFileSync(`${path}.part`, `${JSON.stringify({ ...kept, erasureSecret }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.part`, path);
  return erasureSecret;
}

function makeSecret(): string {
  return `es_${randomBytes(32).toString('hex')}`;
}

function readKeys(path: string): { readonly erasureSecret?: unknown } {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`cannot read the erasureSecret in ${path}: ${error}`);
  }
}

function fileOf(db: Db): string {
  const attached = db.prepare<[], { name: string; file: string | null }>('PRAGMA database_list').all();
  const { file } = attached.find(({ name }) => name === 'file') ?? attached.find(({ name }) => name === 'main') ?? {};
  return file ?? '';
}
