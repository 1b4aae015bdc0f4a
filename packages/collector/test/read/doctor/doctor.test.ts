import { createHmac } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/collect/keys.ts';
import { type Db, openReadOnly } from '../../../src/persist/database.ts';
import { noteExposure } from '../../../src/persist/key-table.ts';
import { notePlaces } from '../../../src/persist/places.ts';
import { CHECKS, diagnose, doctorSql } from '../../../src/read/doctor/doctor.ts';
import { growth } from '../../../src/read/doctor/growth.ts';
import type { Row } from '../../../src/read/page.ts';
import { KEYS, NOW } from '../../build-app.ts';
import { temporaryFile } from '../../persist/temporary-file.ts';
import { type Arrival, BACKEND, type Message, stored } from './stored.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const time = (ms: number) => new Date(ms).toISOString();

const names = (db: Db, now = NOW) =>
  diagnose(db, { now, timezone: 'UTC' })
    .filter(({ count }) => count > 0)
    .map(({ name }) => name);

function examples(db: Db, name: string, now = NOW): readonly object[] {
  return diagnose(db, { now, timezone: 'UTC' }).find((diagnosis) => diagnosis.name === name)?.examples ?? [];
}

function identify(anonymousId: string | undefined, userId: string, rest: Message = {}): Message {
  const expiry = Math.floor(NOW / 1_000) + 3_600;
  const signature = createHmac('sha256', 'a secret of the backend')
    .update(`v1:${userId}:${expiry}`)
    .digest('base64url');
  const context = { userHash: `v1.${expiry}.${signature}` };
  return { type: 'identify', anonymousId, userId, context, ...rest };
}

const page = (anonymousId: string, rest: Message = {}): Message => ({ type: 'page', anonymousId, ...rest });
const numbered = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const sent = (...messages: Message[]): Arrival[] => [{ messages }];
const plans = (...values: unknown[]) =>
  values.map((plan, index) =>
    identify('d', 'ann', { messageId: `m${index}`, timestamp: time(NOW - DAY_MS + index), traits: { plan } }),
  );

/** What makes a database ill, the example that shows it, and a database that is nearly the same and well. */
interface Case {
  readonly ill: readonly Arrival[];
  readonly well: readonly Arrival[];
  readonly example: object;
  /** Done to the one that is ill. */
  readonly harm?: (db: Db) => void;
  /** Done to the one that is well. */
  readonly spare?: (db: Db) => void;
}

const NOBODY: Arrival[] = [];
const located = (db: Db) => notePlaces(db, { source: 'mmdb', builtAt: NOW - 364 * DAY_MS });

const CASES: Readonly<Record<string, Case>> = {
  missing_reset: {
    ill: sent(identify('tablet', 'ann'), identify('tablet', 'ben', { messageId: 'm' })),
    well: sent(identify('tablet', 'ann'), identify('other', 'ben'), page('tablet')),
    example: { anonymous_id: 'tablet', profile_count: 2, profile_id: 'u:ann', other_profile_id: 'u:ben' },
  },
  constant_ids: {
    ill: sent(...numbered(51, (index) => identify(`d${index}`, 'me'))),
    well: sent(...numbered(50, (index) => identify(`d${index}`, 'me'))),
    example: { field: 'user_id', identifier: 'me', device_count: 51 },
  },
  junk_ids: {
    ill: sent(page('d', { userId: 'undefined', messageId: 'm', context: { library: { name: 'ours' } } })),
    well: sent(page('d', { userId: 'undefine' }), page('d', { userId: undefined })).map((arrival) => ({
      ...arrival,
      ...BACKEND,
    })),
    example: { field: 'userId', type: 'page', source: 'web', library: 'ours', message_count: 1, message_id: 'm' },
  },
  reused_message_ids: {
    ill: sent(page('d', { messageId: 'm', name: 'a' }), page('d', { messageId: 'm', name: 'b' })),
    well: sent(
      page('d', { messageId: 'm', name: 'a' }),
      page('d', { messageId: 'm', name: 'a' }),
      page('e', { messageId: 'm' }),
    ),
    example: { message_id: 'm', type: 'page', source: 'web', library: null, conflict_count: 1 },
  },
  clock_errors: {
    ill: [{ ...BACKEND, messages: [page('d', { messageId: 'm', timestamp: time(NOW + 6 * MINUTE_MS) })] }],
    well: [{ ...BACKEND, messages: [page('d', { messageId: 'm', timestamp: time(NOW + 4 * MINUTE_MS) })] }],
    example: { source: 'backend', clock_flag: 'future', message_count: 1, percent: 100, message_id: 'm' },
  },
  leaked_secret_keys: {
    ill: NOBODY,
    well: NOBODY,
    harm: (db) => noteExposure(db, sha256(KEYS.secretKey), NOW),
    spare(db) {
      noteExposure(db, sha256(KEYS.secretKey), NOW);
      db.prepare('UPDATE keys SET revoked_at = exposed_at WHERE exposed_at IS NOT NULL').run();
    },
    example: { key_id: 2, source: 'backend', exposed_at: time(NOW) },
  },
  oscillating_traits: {
    ill: sent(...plans('a', 'b', 'a', 'b', 'a')),
    well: sent(...plans('a', 'b', 'a', 'b', 'c', 'd', 'e')),
    example: {
      key: 'plan',
      profile_id: 'u:ann',
      return_count: 3,
      message_id: 'm4',
      source: 'web',
      other_source: 'web',
    },
  },
  suspicious_links: {
    ill: sent(...numbered(21, (index) => identify('kiosk', `u${index}`))),
    well: sent(...numbered(20, (index) => identify('kiosk', `u${index}`))),
    example: { guard: 'shared_device', identifier: 'kiosk', count: 21 },
  },
  unverified_identities: {
    ill: sent(identify('d', 'ann', { messageId: 'm', context: {} })),
    well: sent(identify('d', 'ann'), page('d')),
    example: { identity_verdict: 'missing', source: 'web', message_count: 1, user_count: 1, message_id: 'm' },
  },
  rejected_messages: {
    ill: sent({ type: 'track', anonymousId: 'd' }),
    well: sent({ type: 'track', anonymousId: 'd', event: 'E' }),
    example: { code: 'missing_event', source: 'web', message_count: 1, rejected_id: 1, path: 'event' },
  },
  broken_ledger: {
    ill: sent(page('d')),
    well: sent(page('d'), { type: 'track' }),
    harm: (db) => db.exec('UPDATE ledger SET received_count = 7'),
    example: { source: 'web', figure: 'received', ledger_count: 7, found_count: 1 },
  },
  profiles_behind: {
    ill: sent(page('d', { messageId: 'm' })),
    well: sent(page('d')),
    harm(db) {
      db.exec('DELETE FROM watermarks');
      db.exec(`UPDATE event_log SET received_at = received_at - 10001`);
    },
    spare: (db) => db.exec('DELETE FROM watermarks; UPDATE event_log SET received_at = received_at - 10000'),
    example: { lag_count: 1, lag_ms: 10_001, message_id: 'm' },
  },
  missing_places: {
    ill: [{ ip: '10.0.0.0', messages: numbered(100, (index) => page(`d${index}`, { messageId: `m${index}` })) }],
    well: [{ ip: '10.0.0.0', messages: numbered(99, (index) => page('d', { messageId: `m${index}` })) }],
    harm: located,
    spare: located,
    example: { source: 'web', message_count: 100, without_country_count: 100, message_id: 'm99' },
  },
  stale_places: {
    ill: NOBODY,
    well: NOBODY,
    harm: (db) => notePlaces(db, { source: 'mmdb', builtAt: NOW - 366 * DAY_MS }),
    spare: located,
    example: { source: 'mmdb', built_at: time(NOW - 366 * DAY_MS) },
  },
};

/** Both are about a very shared device. */
const ALONGSIDE: Readonly<Record<string, readonly string[]>> = { suspicious_links: ['missing_reset'] };

describe.each(Object.entries(CASES))('%s', (name, { ill, well, example, harm, spare }) => {
  it('is found with an example, and nothing else is', () => {
    const db = stored(ill);
    harm?.(db);
    expect(examples(db, name)[0]).toMatchObject(example);
    expect(names(db).filter((other) => !ALONGSIDE[name]?.includes(other))).toEqual([name]);
  });

  it('is not found where it is not', () => {
    const db = stored(well);
    spare?.(db);
    expect(names(db)).not.toContain(name);
  });
});

describe('log_growth', () => {
  const large = (bytes: number) => {
    const path = temporaryFile();
    stored([], path).close();
    writeFileSync(`${path}-wal`, '');
    truncateSync(`${path}-wal`, bytes);
    return { path, db: openReadOnly(path) };
  };

  it('is found where the log has grown, with its file', () => {
    const { path, db } = large(128 * 1_048_576 + 1);
    expect(examples(db, 'log_growth')).toEqual([{ file: `${path}-wal`, bytes: 134_217_729 }]);
    db.close();
  });

  it('is not found where the log is what SQLite may leave', () => {
    const { db } = large(128 * 1_048_576);
    expect(names(db)).toEqual([]);
    db.close();
  });
});

describe('unused_space', () => {
  const emptied = (bytes: number) => {
    const db = stored([]);
    db.exec(`CREATE TABLE large AS SELECT zeroblob(${bytes}) AS blob; DROP TABLE large`);
    return db;
  };

  it('is found from 64 MiB and a quarter of the file on', () => {
    expect(examples(emptied(66_000_000), 'unused_space')).toEqual([]);
    expect(examples(emptied(68_000_000), 'unused_space')).toMatchObject([{ unused_bytes: expect.any(Number) }]);
  });
});

describe('growth', () => {
  it('is reckoned from the pace of the latest messages', () => {
    const pages = (hours: number): Arrival => ({
      receivedAt: NOW + hours * 60 * MINUTE_MS,
      messages: [page('d', { messageId: `m${hours}` })],
    });
    const { database_bytes: bytes, ...rest } = growth(stored([pages(0), pages(6), pages(12)]));
    const each = Math.round(bytes / 3);
    expect(rest).toEqual({
      event_count: 3,
      bytes_per_event: each,
      events_per_day: 6,
      bytes_per_day: 2 * bytes,
    });
    expect(growth(stored([pages(0)]))).toMatchObject({ event_count: 1, events_per_day: null, bytes_per_day: null });
    expect(growth(stored([]))).toMatchObject({ event_count: 0, bytes_per_event: null });
  });
});

describe('the doctor', () => {
  it('finds nothing in an empty database', () => {
    expect(names(stored([]))).toEqual([]);
  });

  it('forgets what was mended a week ago', () => {
    const junk = { messages: [page('d', { userId: 'undefined' })] };
    const later = (receivedAt: number) => stored([junk, { receivedAt, messages: [page('d')] }]);
    expect(names(later(NOW + 7 * DAY_MS - 1), NOW + 7 * DAY_MS)).toEqual(['junk_ids']);
    expect(names(later(NOW + 7 * DAY_MS), NOW + 7 * DAY_MS)).toEqual([]);
  });

  it('counts all cases and shows three', () => {
    const db = stored(
      sent(...numbered(5, (index) => [identify(`d${index}`, 'ann'), identify(`d${index}`, 'ben')]).flat()),
    );
    const found = diagnose(db, { now: NOW, timezone: 'UTC' }).find(({ name }) => name === 'missing_reset');
    expect([found?.count, found?.examples.length]).toEqual([5, 3]);
  });

  it('offers the SQL that gives the same', () => {
    const db = stored([
      ...sent(...numbered(5, (index) => [identify(`d${index}`, 'ann'), identify(`d${index}`, 'ben')]).flat()),
      ...sent(...[1, 4, 5, 9].map((seq) => page('n', { messageId: `n${seq}`, context: { kith: { seq } } }))),
    ]);
    const sql = doctorSql();
    const first = (name: string) => db.prepare<[], Row>(sql[name] ?? '').get();
    const known = diagnose(db, { now: NOW, timezone: 'UTC' });
    for (const { name, count } of known.filter(({ name }) => name in sql))
      if (count > 0) expect(first(name), name).toMatchObject({ case_count: count });
      else first(name);
    expect(known.filter(({ count }) => count > 0).map(({ name }) => name)).toEqual(['lost_messages', 'missing_reset']);
    expect(first('growth')).toEqual(growth(db));
    expect(CHECKS.filter(({ name }) => !(name in sql)).map(({ name }) => name)).toEqual(['log_growth']);
  });

  it('sees that one device id stands for many devices, by their countries', () => {
    const from = (count: number) =>
      numbered(count, (index) => ({ messages: [page('constant', { messageId: `m${index}` })], ip: `8.${index}.0.0` }));
    expect(examples(stored(from(11)), 'constant_ids')).toMatchObject([
      { field: 'anonymous_id', identifier: 'constant', device_count: 11 },
    ]);
    expect(names(stored(from(10)))).toEqual([]);
  });

  it.each(CHECKS)('documents $name with the title, why and the fix it prints', ({ name, title, why, fix }) => {
    const text = readFileSync(new URL('../../../../../docs/doctor.md', import.meta.url), 'utf8');
    const section = text.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
    const words = section.replaceAll('`', '').replace(/\s+/g, ' ').toLowerCase();
    for (const sentence of [title, why, fix]) expect(words).toContain(sentence.toLowerCase());
  });
});
