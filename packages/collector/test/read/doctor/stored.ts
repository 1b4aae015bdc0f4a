import { onTestFinished } from 'vitest';
import type { IngestRequest } from '../../../src/collect/ingest.ts';
import { keyring } from '../../../src/collect/keys.ts';
import { readMessages } from '../../../src/collect/read-messages.ts';
import { enricher } from '../../../src/enrich/enrich.ts';
import { projectAll } from '../../../src/fold/project.ts';
import { type Db, openDatabase } from '../../../src/persist/database.ts';
import { eventLog } from '../../../src/persist/event-log.ts';
import { giveKeys } from '../../../src/persist/key-table.ts';
import { ledger } from '../../../src/persist/ledger.ts';
import { KEYS, NOW } from '../../build-app.ts';

/** A message as it is sent. */
export type Message = Readonly<Record<string, unknown>>;

/** What arrives at once: of a browser at {@link NOW}, unless it says otherwise. */
export interface Arrival extends Partial<IngestRequest> {
  readonly messages: readonly Message[];
}

const BROWSER: Omit<IngestRequest, 'body'> = {
  type: 'batch',
  key: KEYS.writeKey,
  receivedAt: NOW,
  isBrowser: true,
  ip: '8.8.8.0',
  userAgent: null,
  clientHints: {},
};

/** What makes a request one of a backend. */
export const BACKEND: Partial<IngestRequest> = { key: KEYS.secretKey, isBrowser: false, ip: null };

/** A database in memory, or at a path, that holds what arrived, folded. Closed when the test is over. */
export function stored(arrivals: readonly Arrival[], path = ':memory:'): Db {
  const db = openDatabase(path);
  onTestFinished(() => void db.close());
  giveKeys(db, keyring(KEYS), NOW);
  const enrich = enricher((address) => {
    const [first, second] = address.split('.').map(Number);
    return first === 8 ? { country: `A${String.fromCharCode(65 + (second ?? 0))}`, region: null, city: null } : null;
  });
  const identity = { secrets: ['a secret of the backend'], isEnforced: false };
  const log = eventLog(db);
  for (const { messages, ...rest } of arrivals) {
    const request: IngestRequest = { ...BROWSER, ...rest, body: JSON.stringify({ batch: messages }) };
    const reading = readMessages(request, keyring(KEYS), enrich, identity);
    if ('status' in reading) throw new Error(reading.message);
    const { source, events, rejected } = reading;
    const tally = ledger(db)();
    for (const { event } of events) {
      tally.count(source, 1, { [log.append(event) === 'accepted' ? 'stored' : 'duplicate']: 1 });
    }
    for (const message of rejected) log.reject(message, null, source, request.receivedAt);
    tally.count(source, rejected.length, { rejected: rejected.length });
    tally.book();
  }
  projectAll(db);
  return db;
}
