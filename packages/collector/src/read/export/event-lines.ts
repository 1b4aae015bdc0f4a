import { formatTime } from '@kith/protocol';
import type { Db } from '../../persist/database.ts';
import { EVENT_COLUMNS, type EventRow } from '../../persist/event-row.ts';

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
