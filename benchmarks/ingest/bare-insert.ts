import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyring } from '../../packages/collector/src/collect/keys.ts';
import { readMessages } from '../../packages/collector/src/collect/read-messages.ts';
import { enricher } from '../../packages/collector/src/enrich/enrich.ts';
import type { EnrichedEvent } from '../../packages/collector/src/enrich/enriched-event.ts';
import { openDatabase } from '../../packages/collector/src/persist/database.ts';
import { EVENT_COLUMNS, eventValues } from '../../packages/collector/src/persist/event-row.ts';
import { cpuMs } from '../measure.ts';
import { type MessagesOptions, messages } from './messages.ts';

const COMMIT_COUNT = 1_000;

/** Messages as Kith reads them, without a place. */
export function* readEvents(options: MessagesOptions, count: number): Generator<EnrichedEvent> {
  const next = messages(options);
  const enrich = enricher(() => null);
  const keys = keyring({ writeKey: 'pk', secretKey: 'sk' });
  const about = { type: 'batch', key: 'pk', isBrowser: true, ip: null, userAgent: null, clientHints: {} } as const;
  for (let done = 0; done < count; done += COMMIT_COUNT) {
    const body = `[${Array.from({ length: Math.min(COMMIT_COUNT, count - done) }, next)}]`;
    const reading = readMessages({ ...about, body, receivedAt: Date.now() }, keys, enrich);
    if ('status' in reading) throw new Error(reading.message);
    for (const { event } of reading.events) yield event;
  }
}

/** What a loop that only inserts costs: the same rows, in order of arrival, no other index, 1,000 in a transaction. */
export function bareInsert(count: number): { readonly eventsPerSecond: number; readonly cpuUs: number } {
  const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
  try {
    const db = openDatabase(join(directory, 'kith.db'));
    db.exec('DROP INDEX event_log_key');
    const columns = EVENT_COLUMNS.join(', ');
    const insert = db.prepare(`INSERT INTO event_log (${columns}) VALUES (${EVENT_COLUMNS.map(() => '?').join(', ')})`);
    const store = db.transaction((rows: ReturnType<typeof eventValues>[]) => {
      for (const row of rows) insert.run(row);
    });
    const rows = [...readEvents({ personCount: 20_000, ids: 'ordered' }, count)].map(eventValues);
    const [start, cpuStart] = [performance.now(), cpuMs()];
    for (let at = 0; at < count; at += COMMIT_COUNT) store.immediate(rows.slice(at, at + COMMIT_COUNT));
    const [ms, cpu] = [performance.now() - start, cpuMs() - cpuStart];
    db.close();
    return { eventsPerSecond: (count / ms) * 1_000, cpuUs: (cpu * 1_000) / count };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
