import { formatTime } from '@kith/protocol';
import type { Db } from '../../persist/database.ts';
import { EVENT_COLUMNS, type EventRow } from '../../persist/event-row.ts';
import { profileIdOf } from '../profile-id.ts';
import { chosenRows } from './chosen-rows.ts';

/** Events in one read transaction. */
const CHUNK_COUNT = 1_000;

/**
 * Every stored message as a line of JSON in the format of Segment, in the order of arrival, in chunks; what arrives
 * meanwhile is left to the next export. Under `kith` is what was found out when it arrived, so that another collector can take
 * it as it is.
 */
export function* eventLines(db: Db): Generator<string> {
  const last = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM event_log').pluck().get() ?? 0;
  const chunk = db.prepare<[number, number, number], EventRow>(
    `SELECT seq, ${EVENT_COLUMNS.join(', ')} FROM event_log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
  );
  for (let seq = 0; seq < last; ) {
    const rows = chunk.all(seq, last, CHUNK_COUNT);
    if (rows.length === 0) return;
    yield rows.map(eventLine).join('');
    seq = rows.at(-1)?.seq ?? last;
  }
}

/**
 * The messages of one person likewise, in the order in which they happened: imported elsewhere they make the same person.
 * @throws NotFound when the identity leads nowhere.
 */
export function capsuleLines(db: Db, identity: string): Iterable<string> {
  const { rows } = chosenRows(db, {
    keys: {
      sql: `SELECT log.seq FROM atoms JOIN placements USING (atom_id) JOIN event_log AS log ON log.seq = placements.seq
        WHERE atoms.profile_id = ? ORDER BY log.t, log.fraction, log.sequence, log.message_id, log.stream`,
      params: [profileIdOf(db, identity)],
    },
    columns: ['seq'],
    rows: `SELECT ${EVENT_COLUMNS.map((column) => `log.${column}`).join(', ')}
      FROM temp.chosen CROSS JOIN event_log AS log ON log.seq = chosen.seq`,
  });
  return lines(rows as Iterable<unknown> as Iterable<EventRow>);
}

function* lines(rows: Iterable<EventRow>): Generator<string> {
  for (const row of rows) yield eventLine(row);
}

/** Columns that say under `kith` what the message itself does not. */
const FOUND_OUT = EVENT_COLUMNS.slice(EVENT_COLUMNS.indexOf('t')).filter(
  (column) => !['properties', 'traits', 'context'].includes(column),
);

function eventLine(row: EventRow): string {
  const { type, properties, traits, context } = row;
  const timestamp = `${formatTime(Number(row.t)).slice(0, -1)}${row.fraction}Z`;
  const said = {
    type,
    messageId: row.message_id,
    anonymousId: row.anonymous_id ?? undefined,
    userId: row.user_id ?? undefined,
    previousId: row.previous_id ?? undefined,
    groupId: row.group_id ?? undefined,
    [type === 'track' ? 'event' : 'name']: row.name ?? undefined,
    category: row.category ?? undefined,
    timestamp,
    originalTimestamp: row.original_timestamp ?? undefined,
    sentAt: row.sent_at === null ? undefined : formatTime(Number(row.sent_at)),
    receivedAt: formatTime(Number(row.received_at)),
  };
  const found = JSON.stringify({
    source: row.source,
    ...Object.fromEntries(FOUND_OUT.map((name) => [name, row[name]])),
  });
  // The content is stored as JSON already.
  return `${JSON.stringify(said).slice(0, -1)},"properties":${properties},"traits":${traits},"context":${context},"kith":${found}}\n`;
}
