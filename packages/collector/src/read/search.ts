import type { Db } from '../persist/database.ts';
import type { SqlCondition } from './filter/filter-sql.ts';
import { escapeLike } from './filter/value-test-sql.ts';
import type { Row } from './page.ts';

/** People found by a text. */
export interface Found {
  /** Whether the text is an identifier of theirs, or a part of their name or email address. */
  readonly match: 'identifier' | 'text';
  readonly rows: readonly Row[];
  readonly statement: SqlCondition;
}

const KINDS = "('user', 'anonymous', 'email', 'phone', 'external', 'token')";

/**
 * Finds people, whoever was seen last first: those who have the text as an identifier (a user id, device, email address,
 * phone number, custom id or push token; `u:` and `a:` in front is understood); where nobody has, those whose name or
 * email address contains it, in either case of A to Z. Everybody is found: excluded people, test profiles and bots too.
 */
export function searchProfiles(db: Db, text: string, limit: number): Found {
  const wanted = text.trim();
  const exact = found(
    `p.profile_id IN (SELECT identities.profile_id FROM identities
      WHERE identities.kind IN ${KINDS} AND identities.identifier IN (?, ?, ?))`,
    [wanted, wanted.toLowerCase(), wanted.replace(/^[ua]:/, '')],
    limit,
  );
  const rows = db.prepare<unknown[], Row>(exact.sql).all(exact.params);
  if (rows.length > 0) return { match: 'identifier', rows, statement: exact };
  const pattern = `%${escapeLike(wanted)}%`;
  const part = found("p.name LIKE ? ESCAPE '\\' OR p.email LIKE ? ESCAPE '\\'", [pattern, pattern], limit);
  return { match: 'text', rows: db.prepare<unknown[], Row>(part.sql).all(part.params), statement: part };
}

function found(condition: string, params: SqlCondition['params'], limit: number): SqlCondition {
  return {
    sql: `SELECT p.* FROM profiles AS p WHERE ${condition}
      ORDER BY p.last_seen_at IS NULL, p.last_seen_at DESC, p.profile_id LIMIT ?`,
    params: [...params, limit],
  };
}
