import { openReadOnly } from '../persist/database.ts';
import { findProfileId } from './profile-id.ts';

/** Why something is in a profile: the rule, in words, and the message that caused it. */
export interface Reason {
  /** What is explained, as `link anonymous 8f0c` or `first country`. */
  readonly subject: string;
  readonly value: string | null;
  /** A sentence that names the rule. */
  readonly rule: string;
  readonly messageId: string | null;
  /** ISO-8601, of the message. */
  readonly at: string | null;
}

type Db = ReturnType<typeof openReadOnly>;

const LINK_RULES: Readonly<Record<string, string>> = {
  alias: 'an alias call joined it',
  claim: 'the earliest message that carried both this device and the person',
  device: 'the profile is this device: nobody is known to own it',
  merge: 'an operator decided that it is the person’s',
  named: 'the earliest message that named it',
  trait: 'the value of the contact trait',
  user: 'the earliest message with this userId',
};

/**
 * Explains a profile: each identity link, each trait, where each session begins, and each first and last value.
 * @param identity `u:<userId>` or `a:<anonymousId>`.
 * @returns undefined when there is no such profile.
 */
export function why(file: string, identity: string): Reason[] | undefined {
  const db = openReadOnly(file);
  try {
    return reasonsOf(db, identity);
  } finally {
    db.close();
  }
}

/** The same, of a database that is open. */
export function reasonsOf(db: Db, identity: string): Reason[] | undefined {
  const profileId = findProfileId(db, identity);
  if (profileId === undefined) return undefined;
  return [
    ...links(db, profileId),
    ...traits(db, profileId),
    ...sessions(db, profileId),
    ...firstAndLast(db, profileId),
  ];
}

function links(db: Db, profileId: string): Reason[] {
  return db
    .prepare<[string], { kind: string; identifier: string; rule: string; message_id: string; linked_at: string }>(
      'SELECT * FROM identities WHERE profile_id = ? ORDER BY kind, identifier',
    )
    .all(profileId)
    .map((row) => ({
      subject: `link ${row.kind}`,
      value: row.identifier,
      rule: LINK_RULES[row.rule] ?? row.rule,
      messageId: row.message_id,
      at: row.linked_at,
    }));
}

function traits(db: Db, profileId: string): Reason[] {
  return db
    .prepare<
      [string],
      { trait_group: string; key: string; value: string; trust: string; message_id: string; updated_at: string }
    >('SELECT * FROM traits WHERE profile_id = ? AND message_id IS NOT NULL ORDER BY trait_group, key')
    .all(profileId)
    .map((row) => ({
      subject: `${row.trait_group} trait ${row.key}`,
      value: row.value,
      rule: `the newest message with the highest trust that said it (${row.trust})`,
      messageId: row.message_id,
      at: row.updated_at,
    }));
}

const START_RULES: Readonly<Record<string, string>> = {
  first: 'the first activity on this device',
  gap: 'the gap since the activity before was longer than a session allows',
  person: 'the person on this device changed here',
};

function sessions(db: Db, profileId: string): Reason[] {
  return db
    .prepare<
      [string],
      { session_id: string; started_at: string; reason: string; gap_ms: number | null; message_id: string }
    >(
      `SELECT session_id, started_at, reason, gap_ms, start_message_id AS message_id
       FROM session_rows JOIN session_starts USING (session_id) WHERE profile_id = ? ORDER BY start_t`,
    )
    .all(profileId)
    .map((row) => ({
      subject: `session ${row.session_id}`,
      value: row.gap_ms === null ? null : `${row.gap_ms} ms after the one before`,
      rule: START_RULES[row.reason] ?? row.reason,
      messageId: row.message_id,
      at: row.started_at,
    }));
}

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  geo: ['country', 'region', 'city'],
  device: ['device_type'],
  os: ['os_name', 'os_version'],
  browser: ['browser_name', 'browser_version'],
  application: ['application', 'application_version'],
  host: ['host'],
};

function firstAndLast(db: Db, profileId: string): Reason[] {
  return (['first', 'last'] as const).flatMap((which) => {
    const [edge, order] = which === 'first' ? ['start', 'ASC'] : ['end', 'DESC'];
    const sessionId = db
      .prepare<[string], string>(
        `SELECT session_id FROM session_rows WHERE profile_id = ?
         ORDER BY ${edge}_t ${order}, ${edge}_fraction ${order}, ${edge}_sequence ${order}, ${edge}_message_id ${order},
                  stream ${order} LIMIT 1`,
      )
      .pluck()
      .get(profileId);
    if (sessionId === undefined) return [];
    return [
      ...Object.entries(GROUPS).map(([group, columns]) => attribute(db, which, order, sessionId, group, columns)),
      entry(db, which, sessionId),
    ];
  });
}

const ENTRY = ['campaign_source', 'campaign_medium', 'campaign_name', 'click_id', 'referrer', 'landing_page'];

// Of how somebody came the session's first activity alone can tell.
function entry(db: Db, which: string, sessionId: string): Reason {
  const source = db
    .prepare<[string], Record<string, string | null>>(
      `SELECT start_message_id AS message_id, started_at AS at, ${ENTRY.join(', ')} FROM session_rows WHERE session_id = ?`,
    )
    .get(sessionId);
  const known = ENTRY.flatMap((column) => source?.[column] ?? []);
  return {
    subject: `${which} entry`,
    value: known.length > 0 ? known.join(', ') : null,
    rule: `what the ${which} session, ${sessionId}, began with; direct where that names no campaign and no referrer`,
    messageId: source?.message_id ?? null,
    at: source?.at ?? null,
  };
}

// Within the session the earliest (latest) activity that knows anything of the group, and all its values from that one.
function attribute(
  db: Db,
  which: 'first' | 'last',
  order: string,
  sessionId: string,
  group: string,
  columns: readonly string[],
): Reason {
  const source = db
    .prepare<[string], Record<string, string | null>>(
      `SELECT event_log.message_id, ${columns.map((column) => `event_log.${column}`).join(', ')},
              strftime('%Y-%m-%dT%H:%M:%fZ', event_log.t / 1000.0, 'unixepoch') AS at
       FROM atoms JOIN placements USING (atom_id) JOIN event_log USING (seq)
       WHERE atoms.session_id = ? AND atoms.kind = 'run' AND coalesce(${[...columns, 'NULL'].join(', ')}) IS NOT NULL
       ORDER BY event_log.t ${order}, event_log.fraction ${order}, event_log.sequence ${order},
                event_log.message_id ${order} LIMIT 1`,
    )
    .get(sessionId);
  const rule = `the ${which === 'first' ? 'earliest' : 'latest'} activity of the ${which} session, ${sessionId},`;
  return {
    subject: `${which} ${group}`,
    value: source ? columns.map((column) => source[column] ?? '–').join(', ') : null,
    rule: source ? `${rule} that tells it` : `no activity of the ${which} session, ${sessionId}, tells it`,
    messageId: source?.message_id ?? null,
    at: source?.at ?? null,
  };
}
