import { readFileSync } from 'node:fs';
import type { Db } from './database.ts';
import { searchedText } from './searched-text.ts';

/** The SQL that makes the index and fills it. */
export const SEARCH_SQL: string = readFileSync(new URL('search.sql', import.meta.url), 'utf8');

/** Teaches a connection what the index is kept with. */
export function keepSearch(db: Db): void {
  db.function('searched_text', { deterministic: true }, searchedText as (...texts: unknown[]) => string);
}

/** Does what writes all profiles at once, and makes the index anew: that is faster than to change it row by row. */
export function withoutSearch(db: Db, work: () => void): void {
  for (const trigger of ['profile_added', 'profile_renamed', 'profile_removed']) db.exec(`DROP TRIGGER ${trigger}`);
  for (const table of ['search_terms', 'search_index', 'search_texts']) db.exec(`DROP TABLE ${table}`);
  work();
  db.exec(SEARCH_SQL);
}

/** Removes what the index still holds of rows that are gone. */
export function cleanSearch(db: Db): void {
  db.exec("INSERT INTO search_index (search_index) VALUES ('rebuild')");
}
