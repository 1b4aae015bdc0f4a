import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision } from '@kith/fold';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareTables } from '../../src/fold/prepare-tables.ts';
import { verify } from '../../src/fold/verify.ts';
import { openReadOnly } from '../../src/persist/database.ts';
import { standingRules } from '../../src/persist/decision-log.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import {
  at,
  type Collector,
  DAY_MS,
  fillFile,
  HOUR_MS,
  login,
  type Message,
  MINUTE_MS,
  page,
  START_MS,
  startCollector,
  stoppedCollector,
  track,
} from './collector.ts';

const SURVEY = { survey_id: 'nps', response_id: 'r1' };
const TOUR = { content_type: 'flow', content_id: 'tour' };

/** Ann reads on her laptop and logs in, then uses a phone; Bob borrows the laptop without her logging out. */
const BROWSERS: readonly Message[] = [
  page(0, 'laptop-page', 'laptop'),
  login(MINUTE_MS, 'laptop-login', 'laptop', 'ann', { email: 'ann@example.com' }),
  track(2 * MINUTE_MS, 'laptop-order', 'Order Completed', { anonymousId: 'laptop', properties: { coupon: 'SPRING' } }),
  track(22 * MINUTE_MS, 'laptop-viewed', 'Survey Viewed', { anonymousId: 'laptop', properties: SURVEY }),
  track(23 * MINUTE_MS, 'laptop-tour', 'Content Shown', { anonymousId: 'laptop', properties: TOUR }),
  page(DAY_MS, 'phone-page', 'phone'),
  login(DAY_MS + 5 * HOUR_MS, 'phone-login', 'phone', 'ann'),
  login(2 * DAY_MS, 'laptop-bob', 'laptop', 'bob'),
  page(2 * DAY_MS + MINUTE_MS, 'laptop-bobs-page', 'laptop'),
  page(3 * DAY_MS, 'kiosk-page', 'kiosk'),
];

/** The backend knows Ann by an older id too. */
const BACKEND: readonly Message[] = [
  track(-DAY_MS, 'old-order', 'Charged', { userId: 'ann-old' }),
  at(4 * DAY_MS, 'old-alias', { type: 'alias', previousId: 'ann-old', userId: 'ann' }),
  at(4 * DAY_MS, 'ann-acme', { type: 'group', userId: 'ann', groupId: 'acme', traits: { name: 'Acme' } }),
];

const merge = (identity: string, other: string): Decision => ({ kind: 'merge', identity, other });
const unlink = (identity: string, other: string): Decision => ({ kind: 'unlink', identity, other });
const undo = (decisionId: number): Decision => ({ kind: 'undo', decisionId });
const exclude = (identity: string, value = true): Decision => ({ kind: 'exclude', identity, value });
const control = (identity: string, value = true): Decision => ({ kind: 'control', identity, value });

const WHOSE = 'select message_id, profile_id from events order by message_id';

const directory = mkdtempSync(join(tmpdir(), 'kith-decide-'));
const filled = join(directory, 'kith.db');
beforeAll(() =>
  fillFile(filled, async (collector) => {
    await collector.send(...BROWSERS);
    await collector.sendFromBackend(...BACKEND);
  }),
);
afterAll(() => rmSync(directory, { recursive: true }));

/** A file of its own with the same events. */
function copy(): string {
  const file = temporaryFile();
  copyFileSync(filled, file);
  return file;
}

describe.each(['through the running writer', 'in a file whose collector is stopped'])('decided %s', (how) => {
  let collector: Collector;
  beforeEach(async () => {
    collector = how.includes('stopped') ? stoppedCollector(copy()) : await startCollector(copy());
  });

  const whose = async () => Object.fromEntries((await collector.rows(WHOSE)) as [string, string][]);
  const flags = (name: string) =>
    collector.rows(`select profile_id from profiles where ${name} order by profile_id`).then((rows) => rows.flat());

  /** Takes a decision, and proves that the tables are what a fold from nothing under it makes. */
  async function take(decision: Decision): Promise<number> {
    const id = await collector.take(decision);
    expect(await collector.verdict()).toMatchObject({ isEqual: true });
    return id;
  }

  test('separating a user from a device moves the device’s anonymous events only', async () => {
    const before = await whose();
    expect(before).toMatchObject({ 'phone-page': 'u:ann', 'phone-login': 'u:ann', 'laptop-bobs-page': 'u:bob' });
    await take(unlink('u:ann', 'a:phone'));
    expect(await whose()).toEqual({ ...before, 'phone-page': 'a:phone' });
    expect(
      await collector.rows(`select * from identities where identifier = 'phone' and profile_id = 'u:ann'`),
    ).toEqual([]);
  });

  test('of a shared device, what was said within the other’s visit stays theirs', async () => {
    const before = await whose();
    await take(unlink('a:laptop', 'u:ann'));
    // Bob is the only one left who ever named the laptop, so its anonymous visits are his now.
    const moved = ['laptop-page', 'laptop-order', 'laptop-viewed', 'laptop-tour'].map((id) => [id, 'u:bob']);
    expect(await whose()).toEqual({ ...before, ...Object.fromEntries(moved) });
  });

  test('separating two users undoes their alias, and each keeps what names them', async () => {
    expect(await collector.rows(`select event_count, created_at from profiles where profile_id = 'u:ann'`)).toEqual([
      [4, new Date(START_MS - DAY_MS).toISOString()],
    ]);
    await take(unlink('u:ann-old', 'u:ann'));
    expect(
      await collector.rows(`select profile_id, event_count from profiles where user_id like 'ann%' order by 1`),
    ).toEqual([
      ['u:ann', 3],
      ['u:ann-old', 1],
    ]);
  });

  test.each([
    ['a user and a device', unlink('u:ann', 'a:phone')],
    ['two users', unlink('u:ann', 'u:ann-old')],
    ['a session gap', { kind: 'policy', policy: { session_gap_ms: 10 * MINUTE_MS } }],
    ['an identity policy', { kind: 'policy', policy: { identity_policy: 'none' } }],
    ['a mapping', { kind: 'mapping', event: 'Order Completed', property: 'coupon', trait: 'coupon' }],
  ] as const)('undoing a decision about %s restores the state exactly', async (_, decision) => {
    const before = await collector.verdict();
    const id = await take(decision);
    expect((await collector.verdict()).hash).not.toBe(before.hash);
    await take(undo(id));
    expect(await collector.verdict()).toEqual(before);
  });

  test('joining two people moves all of the first to the second, until it is undone or they are separated', async () => {
    const before = await whose();
    const id = await take(merge('u:bob', 'u:ann'));
    expect(await whose()).toMatchObject({ 'laptop-bob': 'u:ann', 'laptop-bobs-page': 'u:ann' });
    expect(await collector.rows(`select rule, message_id from identities where identifier = 'bob'`)).toEqual([
      ['merge', `decision:${id}`],
    ]);
    await take(unlink('u:bob', 'u:ann'));
    expect(await whose()).toEqual(before);
    await take(merge('u:bob', 'u:ann'));
    expect(await whose()).toMatchObject({ 'laptop-bob': 'u:ann' });
    await take(undo(id + 2));
    expect(await whose()).toEqual(before);
    await take(undo(id + 1));
    expect(await whose()).toMatchObject({ 'laptop-bob': 'u:ann' });
    await take(undo(id));
    expect(await whose()).toEqual(before);
  });

  test('a decision taken twice holds until both are undone', async () => {
    const before = await collector.verdict();
    const [first, second] = [await take(unlink('u:ann', 'a:phone')), await take(unlink('a:phone', 'u:ann'))];
    const apart = (await collector.verdict()).hash;
    await take(undo(first));
    expect((await collector.verdict()).hash).toBe(apart);
    await take(undo(second));
    expect((await collector.verdict()).hash).toBe(before.hash);
  });

  test('excluding takes a person out of every total, by any of their identifiers, and --off takes them in', async () => {
    const totals = () =>
      collector.rows(`select (select count(*) from counted_profiles), (select sum(view_count) from surveys),
                             user_count, event_count from accounts where account_id = 'acme'`);
    expect(await totals()).toEqual([[3, 1, 1, 4]]);
    for (const identity of ['u:ann', 'u:ann-old', 'a:phone']) {
      await take(exclude(identity));
      expect(await flags('is_excluded')).toEqual(['u:ann']);
      expect(await totals()).toEqual([[2, null, 0, 0]]);
      await take(exclude(identity, false));
      expect(await flags('is_excluded')).toEqual([]);
      expect(await totals()).toEqual([[3, 1, 1, 4]]);
    }
    expect(await collector.rows(`select count(*) from events where profile_id = 'u:ann'`)).toEqual([[10]]);
  });

  test('undoing an inclusion brings the exclusion before it back', async () => {
    await take(exclude('u:ann'));
    const off = await take(exclude('u:ann', false));
    expect(await flags('is_excluded')).toEqual([]);
    await take(undo(off));
    expect(await flags('is_excluded')).toEqual(['u:ann']);
  });

  test('a person is a test profile, or control-excluded, independently', async () => {
    await take({ kind: 'test', identity: 'u:bob', value: true });
    await take(control('u:ann'));
    expect([await flags('is_test'), await flags('is_control_excluded'), await flags('is_excluded')]).toEqual([
      ['u:bob'],
      ['u:ann'],
      [],
    ]);
    expect(await collector.rows('select profile_id from counted_profiles order by 1')).toEqual([
      ['a:kiosk'],
      ['u:ann'],
    ]);
  });

  test('everybody is excluded and taken in on their own', async () => {
    await take(exclude('u:ann'));
    await take(exclude('u:bob'));
    expect(await flags('is_excluded')).toEqual(['u:ann', 'u:bob']);
    await take(exclude('u:ann', false));
    expect(await flags('is_excluded')).toEqual(['u:bob']);
  });

  test('a flag moves with what carries it', async () => {
    await take(exclude('u:ann-old'));
    await take(unlink('u:ann', 'u:ann-old'));
    expect(await flags('is_excluded')).toEqual(['u:ann-old']);
  });

  test('the 21st control-excluded person is refused, and somebody taken out makes room', async () => {
    for (let number = 1; number <= 20; number++) await collector.take(control(`u:person-${number}`));
    const before = await collector.rows('select * from decisions');
    await expect(collector.take(control('u:ann'))).rejects.toThrow(/20 people are control-excluded already/);
    expect(await collector.rows('select * from decisions')).toEqual(before);
    await collector.take(control('u:person-1'));
    await collector.take(control('u:person-7', false));
    await take(control('u:ann'));
    expect(await flags('is_control_excluded')).toEqual(['u:ann']);
  });

  test('undoing cannot bring a 21st back either', async () => {
    await collector.take(control('u:person-0'));
    const off = await collector.take(control('u:person-0', false));
    for (let number = 1; number <= 20; number++) await collector.take(control(`u:person-${number}`));
    await expect(collector.take(undo(off))).rejects.toThrow(/20 people are control-excluded already/);
  });

  test('two identifiers of one person count once in the control group', async () => {
    for (let number = 1; number <= 19; number++) await collector.take(control(`u:person-${number}`));
    await take(control('u:ann'));
    await take(control('a:phone'));
    expect(await flags('is_control_excluded')).toEqual(['u:ann']);
  });

  test('after a reset what was seen before counts no more, what is seen later does, and the history stays', async () => {
    const seen = () =>
      collector.rows(`select response_id, counts_as_seen from survey_responses
                      union all select content_id, counts_as_seen from engagements order by 1`);
    expect(await seen()).toEqual([
      ['r1', 1],
      ['tour', 1],
    ]);
    const moment = (ms: number) => new Date(START_MS + ms).toISOString();
    const between = await take({ kind: 'reset', identity: 'a:phone', at: moment(22.5 * MINUTE_MS) });
    expect(await seen()).toEqual([
      ['r1', 0],
      ['tour', 1],
    ]);
    const after = await take({ kind: 'reset', identity: 'u:ann', at: moment(DAY_MS) });
    expect(await seen()).toEqual([
      ['r1', 0],
      ['tour', 0],
    ]);
    expect(await collector.rows('select profile_id, reset_at from content_resets')).toEqual([
      ['u:ann', moment(DAY_MS)],
    ]);
    await take(undo(after));
    await take(undo(between));
    expect(await seen()).toEqual([
      ['r1', 1],
      ['tour', 1],
    ]);
  });

  test.each([
    ['device', { 'phone-page': 'u:ann', 'laptop-page': 'u:ann', 'laptop-tour': 'u:ann' }],
    ['first-device', { 'phone-page': 'a:phone', 'laptop-page': 'u:ann', 'laptop-tour': 'u:ann' }],
    ['session', { 'phone-page': 'a:phone', 'laptop-page': 'u:ann', 'laptop-tour': 'u:ann' }],
    ['none', { 'phone-page': 'a:phone', 'laptop-page': 'a:laptop', 'laptop-tour': 'u:ann' }],
  ] as const)('the identity policy %s applies to all history', async (identity_policy, owners) => {
    await take({ kind: 'policy', policy: { identity_policy } });
    expect(await whose()).toMatchObject(owners);
  });

  test('the session gap applies to all history, and says so of each session', async () => {
    const sessions = () =>
      collector.rows(`select sessions.session_id, reason from sessions join session_starts using (session_id)
                      where anonymous_id = 'laptop' order by started_at`);
    expect(await sessions()).toEqual([
      ['a:laptop/laptop-page', 'first'],
      ['a:laptop/laptop-bob', 'gap'],
    ]);
    await take({ kind: 'policy', policy: { session_gap_ms: 10 * MINUTE_MS } });
    expect(await sessions()).toEqual([
      ['a:laptop/laptop-page', 'first'],
      ['a:laptop/laptop-viewed', 'gap'],
      ['a:laptop/laptop-bob', 'gap'],
    ]);
    await take({ kind: 'policy', policy: { session_gap_ms: 24 * HOUR_MS } });
    expect(await collector.rows("select count(*) from sessions where anonymous_id <> 'kiosk'")).toEqual([[3]]);
  });

  test('policies are settings of their own: deciding one leaves the others', async () => {
    await take({ kind: 'policy', policy: { session_gap_ms: 10 * MINUTE_MS } });
    await take({ kind: 'policy', policy: { identity_policy: 'none' } });
    await take({ kind: 'policy', policy: { anonymous_profiles: 'none' } });
    const db = openReadOnly(collector.database);
    expect(standingRules(db)).toMatchObject({ identityPolicy: 'none', sessionGapMs: 10 * MINUTE_MS });
    db.close();
  });

  test('anonymous profiles are shown all, after a survey, or never; their events are kept', async () => {
    const anonymous = () =>
      collector.rows(`select profile_id from profiles where user_id is null order by 1`).then((rows) => rows.flat());
    expect(await anonymous()).toEqual(['a:kiosk']);
    const survey = await take({ kind: 'policy', policy: { anonymous_profiles: 'survey' } });
    expect(await anonymous()).toEqual([]);
    await take({ kind: 'policy', policy: { identity_policy: 'none' } });
    await take(unlink('u:ann', 'a:laptop'));
    // The laptop's anonymous visit saw a survey, the kiosk and the phone saw none.
    expect(await anonymous()).toEqual(['a:laptop']);
    await take({ kind: 'policy', policy: { anonymous_profiles: 'none' } });
    expect(await anonymous()).toEqual([]);
    expect(await collector.rows(`select count(*) from events where profile_id = 'a:kiosk'`)).toEqual([[1]]);
    await take({ kind: 'policy', policy: { anonymous_profiles: 'all' } });
    expect(await anonymous()).toEqual(['a:kiosk', 'a:laptop', 'a:phone']);
    await take(undo(survey));
    expect(await anonymous()).toEqual(['a:kiosk', 'a:laptop', 'a:phone']);
  });

  test('a mapped property is a trait of its person, for all history, until the mapping ends', async () => {
    const coupon = () => collector.rows(`select profile_id, value, message_id from traits where key = 'coupon'`);
    expect(await coupon()).toEqual([]);
    const mapping = { kind: 'mapping', event: 'Order Completed', property: 'coupon' } as const;
    await take({ ...mapping, trait: 'coupon' });
    expect(await coupon()).toEqual([['u:ann', '"SPRING"', 'laptop-order']]);
    await take({ ...mapping, trait: null });
    expect(await coupon()).toEqual([]);
  });

  test.each([
    ['what was never decided', undo(4711), /there is no decision 4711 in force/],
    ['an undo', undo(2), /there is no decision 2 in force/],
    ['what is undone already', undo(1), /there is no decision 1 in force/],
  ])('undoing %s is refused', async (_, decision, message) => {
    await collector.take(exclude('u:bob'));
    await collector.take(undo(1));
    await expect(collector.take(decision)).rejects.toThrow(message);
    expect(await collector.rows('select count(*) from decisions')).toEqual([[2]]);
  });

  test('who decided nothing wrong finds it all in decisions, what stands in standing_decisions', async () => {
    await take(unlink('u:ann', 'a:phone'));
    await take(exclude('u:bob'));
    await take(undo(1));
    expect(await collector.rows('select decision_id, kind, identity, other_identity, value from decisions')).toEqual([
      [1, 'unlink', 'u:ann', 'a:phone', null],
      [2, 'exclude', 'u:bob', null, '1'],
      [3, 'undo', null, null, '1'],
    ]);
    expect(await collector.rows('select decision_id from standing_decisions')).toEqual([[2]]);
  });
});

test('what changes how every event is read is refused in place, and says what to use', async () => {
  const collector = await startCollector(copy());
  await expect(collector.decide({ kind: 'policy', policy: { session_gap_ms: 1_000 } })).rejects.toThrow(
    /let kith policy, kith map or kith undo do it/,
  );
  expect(await collector.rows('select * from decisions')).toEqual([]);
});

test('what still comes from somebody who was joined is the other’s, also after a restart', async () => {
  const file = copy();
  await fillFile(file, ({ send }) => send(login(3 * DAY_MS, 'carl-first', 'tablet', 'carl')));
  await stoppedCollector(file).take(merge('u:carl', 'u:ann'));
  await stoppedCollector(file).take(merge('a:kiosk', 'u:carl'));
  const collector = await startCollector(file);
  await collector.send(page(4 * DAY_MS, 'kiosk-later', 'kiosk'), login(5 * DAY_MS, 'carl-login', 'tablet', 'carl'));
  expect(await collector.verdict()).toMatchObject({ isEqual: true });
  expect(Object.fromEntries((await collector.rows(WHOSE)) as [string, string][])).toMatchObject({
    ...{ 'kiosk-page': 'u:ann', 'kiosk-later': 'u:ann', 'carl-login': 'u:ann' },
  });
});

test('decisions and events in one breath give what they would have given one by one', async () => {
  const collector = await startCollector(copy());
  const work: Promise<unknown>[] = [];
  for (let number = 0; number < 40; number++) {
    const time = 5 * DAY_MS + number * 20 * MINUTE_MS;
    work.push(
      collector.send(
        login(time, `login-${number}`, `device-${number % 5}`, `user-${number % 3}`),
        page(time + MINUTE_MS, `page-${number}`, `device-${number % 5}`),
      ),
    );
    if (number % 4 === 0) work.push(collector.decide(unlink(`u:user-${number % 3}`, `a:device-${number % 5}`)));
    if (number === 9 || number === 19) work.push(collector.decide(undo(1 + Math.floor(number / 10))));
  }
  await Promise.all(work);
  expect(await collector.verdict()).toMatchObject({ isEqual: true, counts: { events: 93 } });
});

test('events that arrive while all history is folded under another policy are folded under it too', async () => {
  const collector = await startCollector(copy());
  const decision = { kind: 'policy', policy: { identity_policy: 'session', session_gap_ms: 5 * MINUTE_MS } } as const;
  const adopted = collector.take(decision);
  const sent = collector.send(
    page(6 * DAY_MS, 'late-page', 'phone'),
    page(6 * DAY_MS + 6 * MINUTE_MS, 'later', 'phone'),
  );
  await Promise.all([adopted, sent]);
  expect(await collector.verdict()).toMatchObject({ isEqual: true });
  expect(
    await collector.rows(`select profile_id, session_id from events where message_id like 'late%' order by 1`),
  ).toEqual([
    ['a:phone', 'a:phone/late-page'],
    ['a:phone', 'a:phone/later'],
  ]);
});

test('tables are not adopted when something was decided since they were folded', async () => {
  const collector = await startCollector(copy());
  prepareTables(collector.database);
  await collector.decide(unlink('u:ann', 'a:phone'));
  const before = await collector.verdict();
  await expect(collector.adopt(exclude('u:bob'))).rejects.toThrow(/something was decided .* start again/);
  expect(await collector.verdict()).toEqual(before);
  expect(await collector.rows('select kind from decisions')).toEqual([['unlink']]);
});

test('tables are not adopted for a decision under whose rules they were not folded', async () => {
  const collector = await startCollector(copy());
  const before = await collector.verdict();
  // As when one command folds its tables while another waits for its own to be adopted.
  prepareTables(collector.database);
  const decision = { kind: 'policy', policy: { identity_policy: 'none' } } as const;
  await expect(collector.adopt(decision)).rejects.toThrow(/folded under other rules: start again/);
  expect(await collector.verdict()).toEqual(before);
  expect(await collector.rows('select * from decisions')).toEqual([]);
});

test('a stopped collector’s decision waits for events that nothing has folded yet', async () => {
  const collector = await startCollector(copy());
  const id = await collector.decide(unlink('u:ann', 'a:phone'));
  await collector.stop();
  await stoppedCollector(collector.database).take(undo(id));
  const again = await startCollector(collector.database);
  await again.send(page(7 * DAY_MS, 'phone-again', 'phone'));
  expect(await again.verdict()).toMatchObject({ isEqual: true });
  expect(await again.rows(`select profile_id from events where message_id = 'phone-again'`)).toEqual([['u:ann']]);
  await again.stop();
  expect(verify(collector.database)).toMatchObject({ isEqual: true });
});
