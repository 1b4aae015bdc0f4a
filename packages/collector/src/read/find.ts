import type { Db } from '../persist/database.ts';
import { inSmallLetters } from '../persist/searched-text.ts';
import { countUpTo } from './count-up-to.ts';
import type { SqlCondition } from './filter/filter-sql.ts';
import { MANY_COUNT } from './seen-last.ts';

/** Whom a text means. */
export interface Found {
  /** Whether the text is an identifier of theirs, or a part of their name or email address. */
  readonly match: 'identifier' | 'text';
  /** A condition on the rows of `profiles AS p`, asked of one after the other. */
  readonly condition: SqlCondition;
  /** How many they are at most: an infinity where they are more than {@link MANY_COUNT}. */
  readonly count: () => number;
  /** Where an index knows them: what the people are joined to, and the condition on that. */
  readonly index?: () => { readonly from: string; readonly condition: SqlCondition };
}

/** A text that begins more threes of letters than these is in many names. */
const FEW_THREES = 20;

const IDENTITIES = `SELECT identities.profile_id FROM identities
  WHERE identities.kind IN ('user', 'anonymous', 'email', 'phone', 'external', 'token') AND identities.identifier IN (?, ?, ?)`;

const NOBODY: Found = { match: 'text', condition: { sql: '0', params: [] }, count: () => 0 };

/**
 * Finds whom a text means: those who have it as an identifier (a user id, device, email address, phone number, custom id or push
 * token; `u:` and `a:` in front is understood); where nobody at all has, those whose name or email address contains it, in
 * capital or small letters.
 */
export function find(db: Db, text: string): Found {
  const wanted = text.trim();
  const identifiers = [wanted, wanted.toLowerCase(), wanted.replace(/^[ua]:/, '')];
  if (db.prepare(`${IDENTITIES} LIMIT 1`).get(identifiers) !== undefined) {
    return {
      match: 'identifier',
      // So few have the same one that nobody need know how many.
      count: () => 0,
      condition: { sql: `p.profile_id IN (${IDENTITIES})`, params: identifiers },
    };
  }
  const part = inSmallLetters(wanted);
  if (part === '') return NOBODY;
  const condition = {
    sql: `EXISTS (SELECT 1 FROM search_texts
      WHERE search_texts.profile_id = p.profile_id AND instr(search_texts.text, ?) > 0)`,
    params: [part],
  };
  const threes = threesOf(db, part, FEW_THREES + 1);
  if (threes.length === 0) return NOBODY;
  return {
    ...{ match: 'text', condition },
    count: () =>
      threes.length <= FEW_THREES ? countUpTo(db, matches(matchOf(threes)), MANY_COUNT) : Number.POSITIVE_INFINITY,
    index: () => ({
      from: 'search_index CROSS JOIN search_texts ON search_texts.text_id = search_index.rowid',
      condition: {
        sql: 'search_texts.profile_id = p.profile_id AND search_index MATCH ?',
        params: [matchOf(threes.length <= FEW_THREES ? threes : threesOf(db, part, -1))],
      },
    }),
  };
}

// The index holds letters by three: of fewer, all threes that begin with them.
function threesOf(db: Db, part: string, limit: number): string[] {
  if ([...part].length >= 3) return [part];
  return db
    .prepare<[string, string, number], string>('SELECT term FROM search_terms WHERE term >= ? AND term < ? LIMIT ?')
    .pluck()
    .all(part, `${part}\u{10FFFF}`, limit);
}

function matches(match: string): SqlCondition {
  return { sql: 'SELECT 1 FROM search_index WHERE search_index MATCH ?', params: [match] };
}

function matchOf(threes: readonly string[]): string {
  return threes.map(quoted).join(' OR ');
}

// A query ends at a NUL, which no name has.
function quoted(text: string): string {
  return `"${text.replaceAll('\0', '').replaceAll('"', '""')}"`;
}
