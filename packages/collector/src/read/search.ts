import type { Db } from '../persist/database.ts';
import { inSmallLetters } from '../persist/searched-text.ts';
import type { SqlCondition } from './filter/filter-sql.ts';
import type { Row } from './page.ts';

/** People found by a text. */
export interface Found {
  /** Whether the text is an identifier of theirs, or a part of their name or email address. */
  readonly match: 'identifier' | 'text';
  readonly rows: readonly Row[];
  /** What gives the same rows, in one statement and without haste. */
  readonly statement: SqlCondition;
}

const KINDS = "('user', 'anonymous', 'email', 'phone', 'external', 'token')";

/** Of so many people for each one that is wanted a text is looked for in those seen last, before it is looked up. */
const RECENT_COUNT = 100;

const RECENT = `SELECT recent.profile_id
  FROM (SELECT profile_id, last_seen_at FROM profile_rows ORDER BY last_seen_at DESC, profile_id DESC LIMIT ?) AS recent
  CROSS JOIN search_texts ON search_texts.profile_id = recent.profile_id
  WHERE instr(search_texts.text, ?) > 0 ORDER BY recent.last_seen_at DESC, recent.profile_id DESC LIMIT ?`;

/**
 * Finds people, whoever was seen last first: those who have the text as an identifier (a user id, device, email address,
 * phone number, custom id or push token; `u:` and `a:` in front is understood); where nobody has, those whose name or
 * email address contains it, in capital or small letters. Everybody is found: excluded people, test profiles and bots too.
 */
export function searchProfiles(db: Db, text: string, limit: number, recentCount: number = RECENT_COUNT): Found {
  const wanted = text.trim();
  const exact = found(
    'profiles AS p',
    `p.profile_id IN (SELECT identities.profile_id FROM identities
    WHERE identities.kind IN ${KINDS} AND identities.identifier IN (?, ?, ?))`,
    [...[wanted, wanted.toLowerCase(), wanted.replace(/^[ua]:/, '')], limit],
  );
  const rows = read(db, exact);
  if (rows.length > 0) return { match: 'identifier', rows, statement: exact };

  const part = inSmallLetters(wanted);
  if (part === '') return { match: 'text', rows: [], statement: exact };
  const statement = found(
    'profiles AS p JOIN search_texts ON search_texts.profile_id = p.profile_id',
    'instr(search_texts.text, ?) > 0',
    [part, limit],
  );
  // What many people have is soon found among those seen last; what few have the index knows.
  const recent = found('profiles AS p', `p.profile_id IN (${RECENT})`, [limit * recentCount, part, limit, limit]);
  const latest = read(db, recent);
  if (latest.length === limit) return { match: 'text', rows: latest, statement };
  return { match: 'text', rows: lookUp(db, part, limit), statement };
}

function lookUp(db: Db, part: string, limit: number): Row[] {
  const match = matchOf(db, part);
  if (match === undefined) return [];
  const whose = `SELECT search_texts.profile_id FROM search_index
    JOIN search_texts ON search_texts.text_id = search_index.rowid WHERE search_index MATCH ?`;
  return read(db, found('profiles AS p', `p.profile_id IN (${whose})`, [match, limit]));
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

function found(from: string, condition: string, params: SqlCondition['params']): SqlCondition {
  return {
    sql: `SELECT p.* FROM ${from} WHERE ${condition} ORDER BY p.last_seen_at DESC, p.profile_id DESC LIMIT ?`,
    params,
  };
}

function read(db: Db, { sql, params }: SqlCondition): Row[] {
  return db.prepare<unknown[], Row>(sql).all(params);
}
