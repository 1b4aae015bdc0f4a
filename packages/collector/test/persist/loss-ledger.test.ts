import { formatTime } from '@kith/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event } from '../../../fold/test/worlds.ts';
import { expire } from '../../src/fold/expire.ts';
import { projectAll } from '../../src/fold/project.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { diagnose } from '../../src/read/doctor/doctor.ts';
import { NOW } from '../build-app.ts';
import { type Arrival, BACKEND, type Message, stored } from '../read/doctor/stored.ts';
import { enriched } from './enriched.ts';
import { expectLossesCounted, worldCount } from './world-file.ts';

const DAY_MS = 86_400_000;
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

const numbered = (anonymousId: string, seq: unknown, rest: Message = {}): Message => ({
  type: 'page',
  anonymousId,
  messageId: `${anonymousId}-${seq}-${JSON.stringify(rest)}`,
  timestamp: new Date(NOW - DAY_MS).toISOString(),
  context: { kith: { seq } },
  ...rest,
});
const device = (anonymousId: string, ...seqs: unknown[]): Arrival => ({
  userAgent: CHROME,
  messages: seqs.map((seq) => numbered(anonymousId, seq)),
});

function losses(...arrivals: Arrival[]): unknown[] {
  return stored(arrivals)
    .prepare('SELECT day, browser_name, browser_version, sent_count, arrived_count, missing_count FROM loss_ledger')
    .raw()
    .all();
}

const figures = (...arrivals: Arrival[]) => losses(...arrivals).map((row) => (row as unknown[]).slice(3));

describe('the loss ledger', () => {
  it('counts the numbers missing between those that arrived, in whatever order they came', () => {
    expect(losses(device('d', 9, 3, 1, 4, 2))).toEqual([['2026-11-21', 'Chrome', '142', 9, 5, 4]]);
    expect(figures(device('d', 9, 3, 1, 4, 2), device('d', 7, 5, 8, 6))).toEqual([[9, 9, 0]]);
  });

  it('counts a gap for the day and the browser of the next message that arrived', () => {
    const later = numbered('d', 5, { timestamp: new Date(NOW).toISOString() });
    expect(losses(device('d', 1), { userAgent: FIREFOX, messages: [later] })).toEqual([
      ['2026-11-21', 'Chrome', '142', 1, 1, 0],
      ['2026-11-22', 'Firefox', '145', 4, 1, 3],
    ]);
  });

  it('keeps devices apart', () => {
    expect(figures(device('d', 1, 2), device('e', 9, 10))).toEqual([[4, 4, 0]]);
  });

  it('has no loss where tabs take one number, where numbers begin again, or where a number is none', () => {
    const again = numbered('d', 2, { name: 'of the other tab' });
    expect(figures(device('d', 1, 2, 3), { userAgent: CHROME, messages: [again] })).toEqual([[4, 4, 0]]);
    expect(figures(device('d', 1, 10_002))).toEqual([[10_002, 2, 10_000]]);
    expect(figures(device('d', 1, 10_003))).toEqual([[2, 2, 0]]);
    expect(figures(device('d', 1, -4, 'x', 1.5, Number.MAX_SAFE_INTEGER, 2))).toEqual([[3, 3, 0]]);
  });

  it('knows that refused messages arrived', () => {
    const refused = { type: 'track', anonymousId: 'd', context: { kith: { seq: 2 } } };
    expect(figures(device('d', 1, 3), { messages: [refused, refused] })).toEqual([
      [2, 2, 0],
      [1, 1, 0],
    ]);
  });

  it('counts what all messages give, whatever numbers come, come again otherwise, are refused or expire', () => {
    const number = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(10_005, 10_014));
    const sent = fc.record({
      anonymousId: fc.constantFrom('d', 'e'),
      number,
      id: fc.integer({ min: 1, max: 30 }),
      day: fc.integer({ min: 0, max: 2 }),
      isFirefox: fc.boolean(),
      isRefused: fc.integer({ max: 9 }).map((roll) => roll === 0),
      isFolded: fc.boolean(),
    });
    const db = stored([]);
    const log = eventLog(db);
    const reject = db.prepare(
      `INSERT INTO rejected_events (received_at, source, code, path, message, body) VALUES (?, '', '', '', '', ?)`,
    );
    const at = (day: number) => NOW + (day - 3) * DAY_MS;
    fc.assert(
      fc.property(fc.array(sent, { minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 3 }), (all, expired) => {
        for (const { anonymousId, number, id, day, isFirefox, isRefused, isFolded } of all) {
          if (isRefused) {
            reject.run(formatTime(at(day)), JSON.stringify({ anonymousId, context: { kith: { seq: number } } }));
            continue;
          }
          const browser = { browser_name: isFirefox ? 'Firefox' : 'Chrome', browser_version: '1' };
          const rest = { t: at(day), sentAt: day, attributes: { browser } };
          log.append(enriched(event({ messageId: `m${id}`, anonymousId, sequence: number, ...rest })));
          if (isFolded) projectAll(db);
        }
        projectAll(db);
        expectLossesCounted(db);
        expire(db, { kind: 'expire', before: formatTime(at(expired)) }, NOW);
        expectLossesCounted(db);
        expire(db, { kind: 'expire', before: formatTime(NOW + DAY_MS) }, NOW);
        expect(
          db.prepare('SELECT (SELECT count(*) FROM number_runs), (SELECT count(*) FROM number_days)').raw().get(),
        ).toEqual([0, 0]);
        db.exec('DELETE FROM decisions; DELETE FROM expired_messages; DELETE FROM rejected_events');
      }),
      { numRuns: worldCount(1 / 20) },
    );
  });

  it('leaves out what backends send', () => {
    expect(figures({ ...device('d', 1, 5), ...BACKEND })).toEqual([]);
  });
});

describe('the doctor', () => {
  const lost = (...arrivals: Arrival[]) =>
    diagnose(stored(arrivals), { now: NOW, timezone: 'UTC' }).find(({ name }) => name === 'lost_messages');

  it('says how many of how many never arrived, and where to look', () => {
    const rest = { arrived_count: 2 };
    expect(lost(device('d', 1, 4), device('e', 1, 2), device('f', 2, 4))).toMatchObject({
      count: 3,
      examples: [
        { missing_count: 3, sent_count: 9 },
        { anonymous_id: 'd', missing_count: 2, first_missing: 2, message_id: 'd-4-{}', ...rest },
        { anonymous_id: 'f', missing_count: 1, first_missing: 3, message_id: 'f-4-{}', ...rest },
      ],
    });
  });

  it('is silent where everything came', () => {
    expect(lost(device('d', 4, 1, 2, 3))?.count).toBe(0);
    const refused = { type: 'track', anonymousId: 'd', context: { kith: { seq: 2 } } };
    expect(lost(device('d', 1, 3), { messages: [refused, refused] })?.count).toBe(0);
  });
});

describe('duplicates', () => {
  it('are profiles that share an address, a number or a token, however these are written', () => {
    const identify = (userId: string, traits: Message, token?: string): Message => ({
      type: 'identify',
      userId,
      messageId: userId,
      traits,
      context: { device: { token } },
    });
    const db = stored([
      {
        messages: [
          identify('ann', { email: 'ann@example.com', phone: '+49 (30) 12-34' }, 'T'),
          identify('ben', { email: 'Ann@Example.com', phone: '+49301234' }, 't'),
          identify('cleo', { email: 'cleo@example.com', phone: '+49/30.12345' }, 'T'),
        ],
      },
    ]);
    expect(db.prepare('SELECT * FROM duplicates ORDER BY kind, profile_id').raw().all()).toEqual([
      ['email', 'ann@example.com', 'u:ann', 2],
      ['email', 'ann@example.com', 'u:ben', 2],
      ['phone', '+49301234', 'u:ann', 2],
      ['phone', '+49301234', 'u:ben', 2],
      ['token', 'T', 'u:ann', 2],
      ['token', 'T', 'u:cleo', 2],
    ]);
  });
});
