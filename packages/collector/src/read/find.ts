import type { Db } from '../persist/database.ts';
import { inSmallLetters } from '../persist/searched-text.ts';
import type { SqlCondition } from './filter/filter-sql.ts';

/** Whom a text means. */
export interface Found {
  /** Whether the text is an identifier of theirs, or a part of their name or email address. */
  readonly match: 'identifier' | 'text';
  /** A condition on the rows of `profiles AS p`, asked of one after the other. */
  readonly condition: SqlCondition;
  /** Where an index knows them: what the people are joined to, and the condition on that. */
  readonly index?: { readonly from: string; readonly condition: SqlCondition };
}

const IDENTITIES = `SELECT identities.profile_id FROM identities
  WHERE identities.kind IN ('user', 'anonymous', 'email', 'phone', 'external', 'token') AND identities.identifier IN (?, ?, ?)`;

const NOBODY: SqlCondition = { sql: '0', params: [] };

/**
 * Finds whom a text means: those who have it as an identifier (a user id, device, email address, phone number, custom id or push
 * token; `u:` and `a:` in front is understood); where nobody at all has, those whose name or email address contains it, in
 * capital or small letters.
 */
export function find(db: Db, text: string): Found {
  const wanted = text.trim();
  const identifiers = [wanted, wanted.toLowerCase(), wanted.replace(/^[ua]:/, '')];
  if (db.prepare(`${IDENTITIES} LIMIT 1`).get(identifiers) !== undefined) {
    return { match: 'identifier', condition: { sql: `p.profile_id IN (${IDENTITIES})`, params: identifiers } };
  }
  const part = inSmallLetters(wanted);
  if (part === '') return { match: 'text', condition: NOBODY };
  const condition = {
    sql: `EXISTS (SELECT 1 FROM search_texts
      WHERE search_texts.profile_id = p.profile_id AND instr(search_texts.text, ?) > 0)`,
    params: [part],
  };
  const match = matchOf(db, part);
  if (match === undefined) return { match: 'text', condition: NOBODY };
  return {
    match: 'text',
    condition,
    index: {
      from: 'search_index CROSS JOIN search_texts ON search_texts.text_id = search_index.rowid',
      condition: { sql: 'search_texts.profile_id = p.profile_id AND search_index MATCH ?', params: [match] },
    },
  };
}

// The index holds letters by three: of fewer, all threes that begin with them.
function matchOf(db: Db, part: string): string | undefined {
  if ([...part].length >= 3) return quoted(part);
  const threes = db
    .prepare<[string, string], string>('SELECT term FROM search_terms WHERE term >= ? AND term < ?')
    .pluck()
    .all(part, `${part}\u{10FFFF}`);
  return threes.length === 0 ? undefined : threes.map(quoted).join(' OR ');
}

// A query ends at a NUL, which no name has.
function quoted(text: string): string {
  return `"${text.replaceAll('\0', '').replaceAll('"', '""')}"`;
}
