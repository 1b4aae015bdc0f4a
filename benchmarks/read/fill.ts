import { readFileSync } from 'node:fs';
import { openDatabase } from '../../packages/collector/src/persist/database.ts';
import { markFolded } from '../../packages/collector/src/persist/unfolded.ts';

/** The latest moment that the file knows of, in ms since 1970. */
const NEWEST_MS = Date.UTC(2026, 10, 1);

/** People written by one transaction. */
const CHUNK_COUNT = 20_000;

/**
 * Makes a file of so many people with ten messages each, as it is when all is received and folded, without doing either:
 * what reads about people asks for no more.
 */
export function fill(path: string, personCount: number): void {
  const sql = readFileSync(new URL('fill.sql', import.meta.url), 'utf8');
  const db = openDatabase(path);
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -1000000');
  db.exec('CREATE TEMP TABLE range (first INTEGER, last INTEGER, newest INTEGER)');
  const begin = db.prepare('INSERT INTO range VALUES (?, ?, ?)');
  for (let first = 1; first <= personCount; first += CHUNK_COUNT) {
    db.exec('BEGIN; DELETE FROM range');
    begin.run(first, Math.min(first + CHUNK_COUNT - 1, personCount), NEWEST_MS);
    db.exec(`${sql}; COMMIT`);
  }
  db.exec(TOTALS);
  markFolded(db);
  db.close();
}

const TOTALS = `
  INSERT INTO number_days (day, browser, arrived_count, missing_count)
  SELECT date(t / 1000, 'unixepoch'), browser, count(*), 0 FROM placements GROUP BY 1, 2;
  INSERT INTO event_days (name, day, count, first_t, last_t)
  SELECT name, day, sum(count), unixepoch(day) * 1000, unixepoch(day) * 1000 + 86399999 FROM event_counts GROUP BY 1, 2;
  INSERT INTO trait_types (trait_group, key, type, count)
  SELECT 'contact', key, iif(key = 'seats', 'number', 'string'), count(*) FROM trait_rows GROUP BY key;
  INSERT INTO account_rows (account_id, name, traits, created_at)
  SELECT DISTINCT account_id, 'Company ' || account_id, '{"industry":"toys"}', '2026-01-01T00:00:00.000Z' FROM memberships`;
