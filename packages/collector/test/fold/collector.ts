import { type Decision, type Erase, type Expire, isInPlace } from '@kith/fold';
import { onTestFinished, vi } from 'vitest';
import { adoptTables, takeDecision, takeErasure, takeExpiry } from '../../src/cli/with-writer.ts';
import { keyring } from '../../src/collect/keys.ts';
import { readConfig } from '../../src/config.ts';
import { prepareTables } from '../../src/fold/prepare-tables.ts';
import { type Verdict, verify } from '../../src/fold/verify.ts';
import { rulesAfter } from '../../src/fold/what-if.ts';
import { openReadOnly } from '../../src/persist/database.ts';
import { type RunningWriter, startWriter, type WriterOptions } from '../../src/writer.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { temporaryFile } from '../persist/temporary-file.ts';

const KEYS = { writeKey: 'pk_decide_test', secretKey: 'sk_decide_test' };

/** The time to which {@link at} counts. */
export const START_MS: number = Date.UTC(2026, 2, 2, 9);

/** A message as it is sent. */
export type Message = Readonly<Record<string, unknown>>;

/** A database with its writer, which runs or has been stopped. */
export interface Collector {
  readonly database: string;
  /** Stores messages of browsers. */
  readonly send: (...batch: readonly Message[]) => Promise<unknown>;
  /** Sends any body with the public key. */
  readonly ask: (body: object) => Promise<unknown>;
  /** Stores messages of a backend. */
  readonly sendFromBackend: (...batch: readonly Message[]) => Promise<unknown>;
  /** Takes a decision as the commands do: in place, or with tables that were folded beside the file. */
  readonly take: (decision: Decision) => Promise<number>;
  readonly decide: (decision: Decision) => Promise<number>;
  readonly adopt: (decision?: Decision) => Promise<number>;
  readonly erase: (identity: string) => Promise<unknown>;
  readonly expire: (before: string, inactive?: true) => Promise<unknown>;
  /** What a fold from nothing says about the file, once nothing waits to be folded. */
  readonly verdict: () => Promise<Verdict>;
  /** The rows of a query, once nothing waits to be folded. */
  readonly rows: (sql: string) => Promise<unknown[]>;
}

/** Starts a collector on a file of its own, without HTTP; it is stopped when the test is over, if not before. */
export async function startCollector(
  database: string = temporaryFile(),
  options: Partial<WriterOptions> = {},
): Promise<Collector & { stop: () => Promise<void> }> {
  const writer = await startWriter({ database, geo: 'off', keys: keyring(KEYS), ...options });
  onTestFinished(() => writer.stop());
  return { ...collectorOf(database, writer), stop: () => writer.stop() };
}

/** Makes a file of a collector that ran, folded everything and was stopped. */
export async function fillFile(database: string, fill: (collector: Collector) => Promise<unknown>): Promise<void> {
  const writer = await startWriter({ database, geo: 'off', keys: keyring(KEYS) });
  await fill(collectorOf(database, writer));
  await writer.stop();
}

/** A collector's file while nothing runs. */
export function stoppedCollector(database: string): Collector {
  return collectorOf(database);
}

function collectorOf(database: string, writer?: RunningWriter): Collector {
  const config = readConfig([`--db=${database}`], {});
  const submit = (key: string, isBrowser: boolean, batch: readonly Message[]) => submitBody(key, isBrowser, { batch });
  const submitBody = (key: string, isBrowser: boolean, body: object) =>
    running(writer).submit({
      body: JSON.stringify(body),
      type: 'batch',
      key,
      receivedAt: START_MS + 400 * DAY_MS,
      isBrowser,
      ip: null,
      userAgent: null,
      clientHints: {},
    });
  const verdict = () => vi.waitUntil(() => verify(database), { timeout: 30_000, interval: 5 });
  return {
    database,
    send: (...batch) => submit(KEYS.writeKey, true, batch),
    ask: (body) => submitBody(KEYS.writeKey, true, body),
    sendFromBackend: (...batch) => submit(KEYS.secretKey, false, batch),
    decide: (decision) => (writer ? writer.decide(decision) : takeDecision(config, decision)),
    adopt: (decision) => (writer ? writer.adopt(decision) : adoptTables(config, decision)),
    expire(before, inactive) {
      const decision: Expire = { kind: 'expire', before, ...(inactive && { inactive }) };
      return writer ? writer.expire(decision) : takeExpiry(config, decision);
    },
    erase(identity) {
      const decision: Erase = { kind: 'erase', identity, at: null, forever: false };
      return writer ? writer.erase(decision) : takeErasure(config, decision);
    },
    async take(decision) {
      const db = openReadOnly(database);
      const { before, after } = rulesAfter(db, decision, Date.now());
      db.close();
      if (isInPlace(before, after)) return this.decide(decision);
      prepareTables(database, { rules: after });
      return this.adopt(decision);
    },
    verdict,
    async rows(sql) {
      await verdict();
      return rowsIn(database, sql);
    },
  };
}

function running(writer: RunningWriter | undefined): RunningWriter {
  if (!writer) throw new Error('a stopped collector takes no messages');
  return writer;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

/** What all messages of a test have in common, some time after {@link START_MS}. The id names what it is about. */
export function at(ms: number, messageId: string, rest: Message): Message {
  return { messageId, timestamp: new Date(START_MS + ms).toISOString(), ...rest };
}

/** A track message. */
export function track(ms: number, messageId: string, event: string, rest: Message): Message {
  return at(ms, messageId, { type: 'track', event, ...rest });
}

/** A page view of a device, of nobody in particular. */
export function page(ms: number, messageId: string, anonymousId: string): Message {
  return at(ms, messageId, { type: 'page', anonymousId });
}

/** Somebody logs in on a device. */
export function login(
  ms: number,
  messageId: string,
  anonymousId: string,
  userId: string,
  traits: Message = {},
): Message {
  return at(ms, messageId, { type: 'identify', anonymousId, userId, traits });
}
