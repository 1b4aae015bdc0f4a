import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildApp } from '../../packages/collector/src/app.ts';
import type { IngestRequest } from '../../packages/collector/src/collect/ingest.ts';
import { keyring } from '../../packages/collector/src/collect/keys.ts';
import { readMessages } from '../../packages/collector/src/collect/read-messages.ts';
import { enricher } from '../../packages/collector/src/enrich/enrich.ts';
import { verify } from '../../packages/collector/src/fold/verify.ts';
import { openDatabase, openReadOnly } from '../../packages/collector/src/persist/database.ts';
import { eventLog } from '../../packages/collector/src/persist/event-log.ts';
import { startWriter } from '../../packages/collector/src/writer.ts';
import { KEYS, NO_READERS } from '../../packages/collector/test/build-app.ts';
import { temporaryDirectory } from '../end-to-end/temporary-directory.ts';
import { seededRandom } from '../random.ts';
import { SEED } from '../seed.ts';
import { brokenBelow, type FuzzInput, fuzzInputs } from './fuzz-inputs.ts';

/** Inputs in all, and into one file. */
const INPUT_COUNT = Number(process.env.KITH_FUZZ_INPUTS ?? 200_000);
const ROUND_LENGTH = 200_000;

/** One in so many is a request to a whole collector, which folds it, too. */
const REQUEST_SHARE = 10;

/** Inputs that share a commit, or are under way together. */
const CROWD_COUNT = 100;

/** An input that takes longer whenever it is tried could be used to stop a collector. In ms. */
const HANG_MS = 250;

const MAX_RSS_BYTES = 1.5 * 2 ** 30;

const ROUNDS = Array.from({ length: Math.ceil(INPUT_COUNT / ROUND_LENGTH) }, (_, index) => {
  const count = Math.min(ROUND_LENGTH, INPUT_COUNT - index * ROUND_LENGTH);
  const requestCount = Math.ceil(count / REQUEST_SHARE);
  return { seed: SEED + index, bodyCount: count - requestCount, requestCount };
});

/** Columns that hold JSON wherever they hold anything. */
const JSON_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  event_log: ['properties', 'traits', 'context', 'campaign', 'identifiers', 'junk_identifiers'],
  events: ['properties', 'traits', 'context'],
  profiles: ['traits'],
  traits: ['value'],
  accounts: ['traits'],
  survey_responses: ['answers'],
  rejected_events: ['body'],
};

test.each(ROUNDS)('whatever $bodyCount bodies hold, each is read at once and stored whole (seed $seed)', (round) => {
  const database = join(temporaryDirectory(), 'kith.db');
  const db = openDatabase(database);
  // Durability is tested elsewhere.
  db.pragma('synchronous = OFF');
  const log = eventLog(db);
  const read = reader();
  const next = fuzzInputs(seededRandom(round.seed));
  let storedCount = 0;
  const store = db.transaction((inputs: readonly FuzzInput[]) => {
    for (const input of inputs) {
      const request = requestOf(input);
      const reading = read(request);
      if ('status' in reading) continue;
      for (const { event } of reading.events) storedCount += Number(log.append(event) === 'accepted');
      for (const message of reading.rejected) log.reject(message, null, reading.source, request.receivedAt);
    }
  });
  for (let left = round.bodyCount; left > 0; left -= CROWD_COUNT) {
    store(Array.from({ length: Math.min(left, CROWD_COUNT) }, next));
  }
  db.close();
  expect(storedCount).toBeGreaterThan(round.bodyCount / 3);
  expect(invalidities(database)).toEqual([]);
  expect(process.memoryUsage().rss).toBeLessThan(MAX_RSS_BYTES);
});

test.each(ROUNDS)(
  'whatever $requestCount requests are, each is answered, and profiles stay right (seed $seed)',
  async (round) => {
    const database = join(temporaryDirectory(), 'kith.db');
    const warnings: string[] = [];
    const note = (message: string) => void warnings.push(message);
    const logger = { warn: note, error: note };
    const writer = await startWriter({ database, geo: 'off', keys: keyring(KEYS), logger });
    const app = buildApp({
      config: { geo: 'off', origins: null, publicUrl: null, rateLimit: null, trustProxy: [] },
      keys: KEYS,
      writer,
      readers: NO_READERS,
    });
    onTestFinished(() => app.close());
    const random = seededRandom(-round.seed);
    const next = fuzzInputs(random);
    const statuses = new Map<number, number>();
    const inject = async (input: FuzzInput) => {
      const { url, headers, body } = random() < 0.3 ? brokenBelow(input, random) : input;
      const { statusCode } = await app.inject({ method: 'POST', url, headers, payload: body });
      if (statusCode >= 500)
        expect.fail(`${statusCode} for ${url} ${JSON.stringify(headers)} ${body.toString('base64')}`);
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    };
    for (let left = round.requestCount; left > 0; left -= CROWD_COUNT) {
      await Promise.all(Array.from({ length: Math.min(left, CROWD_COUNT) }, () => inject(next())));
    }
    await writer.stop();
    expect(warnings).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(round.requestCount / 3);
    expect(invalidities(database)).toEqual([]);
    expect(verify(database)).toMatchObject({ isEqual: true });
  },
);

/** Reads messages, and fails where that takes long again and again. */
function reader() {
  const keys = keyring(KEYS);
  const enrich = enricher(() => null);
  return (request: IngestRequest) => {
    let reading: ReturnType<typeof readMessages>;
    for (let attempt = 1; ; attempt++) {
      const started = performance.now();
      reading = readMessages(request, keys, enrich);
      const duration = performance.now() - started;
      if (duration < HANG_MS) return reading;
      if (attempt === 3) expect.fail(`it took ${duration} ms to read ${request.body}`);
    }
  };
}

function requestOf({ headers, body }: FuzzInput): IngestRequest {
  const { 'x-write-key': key = null, 'user-agent': userAgent = null } = headers;
  return {
    ...{ key, userAgent, body: body.toString(), type: 'batch', receivedAt: Date.now() },
    ...{ isBrowser: key !== KEYS.secretKey, ip: '8.8.8.0', clientHints: {} },
  };
}

function invalidities(database: string): unknown[] {
  const db = openReadOnly(database);
  const found: unknown[] = db.prepare('PRAGMA integrity_check').pluck().all();
  for (const [relation, columns] of Object.entries(JSON_COLUMNS)) {
    for (const column of columns) {
      const count = db.prepare(`SELECT count(*) FROM ${relation} WHERE NOT json_valid(${column})`).pluck().get();
      if (count !== 0) found.push(`${count} of ${relation}.${column}`);
    }
  }
  db.close();
  return found.filter((line) => line !== 'ok');
}
