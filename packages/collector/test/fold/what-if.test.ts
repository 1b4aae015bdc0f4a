import { type Decision, DecisionError } from '@kith/fold';
import { beforeEach, expect, test } from 'vitest';
import { whatIf } from '../../src/fold/what-if.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { type Collector, DAY_MS, fillFile, HOUR_MS, login, MINUTE_MS, page, stoppedCollector } from './collector.ts';

const NOW = Date.UTC(2026, 5, 1);

/** Ann's two devices, each looked at before she logged in on it; Bob's one; and a kiosk. */
let collector: Collector;
beforeEach(async () => {
  const file = temporaryFile();
  await fillFile(file, ({ send }) =>
    send(
      page(0, 'laptop-1', 'laptop'),
      page(20 * MINUTE_MS, 'laptop-2', 'laptop'),
      login(DAY_MS, 'laptop-login', 'laptop', 'ann'),
      page(2 * DAY_MS, 'phone-1', 'phone'),
      page(2 * DAY_MS + 25 * MINUTE_MS, 'phone-2', 'phone'),
      login(2 * DAY_MS + 2 * HOUR_MS, 'phone-login', 'phone', 'ann'),
      page(0, 'bob-1', 'tablet'),
      login(MINUTE_MS, 'bob-login', 'tablet', 'bob'),
      page(0, 'kiosk-1', 'kiosk'),
    ),
  );
  collector = stoppedCollector(file);
});

const unlink: Decision = { kind: 'unlink', identity: 'u:ann', other: 'a:phone' };

test('of a separation it shows whose events would go where, over those who have to do with it', () => {
  expect(whatIf(collector.database, unlink, NOW)).toEqual({
    before: { profileCount: 1, sessionCount: 4 },
    after: { profileCount: 2, sessionCount: 4 },
    joinedCount: 0,
    splitCount: 1,
    movedEventCount: 2,
    moves: [{ from: 'u:ann', to: 'a:phone', eventCount: 2 }],
  });
});

test('of an undo it shows the way back', async () => {
  const id = await collector.take(unlink);
  expect(whatIf(collector.database, { kind: 'undo', decisionId: id }, NOW)).toMatchObject({
    joinedCount: 1,
    splitCount: 0,
    moves: [{ from: 'a:phone', to: 'u:ann', eventCount: 2 }],
  });
});

test('of an identity policy it shows everybody, the largest moves first', () => {
  expect(whatIf(collector.database, { kind: 'policy', policy: { identity_policy: 'none' } }, NOW)).toEqual({
    before: { profileCount: 3, sessionCount: 6 },
    // Bob's visit divides where he logs in.
    after: { profileCount: 6, sessionCount: 7 },
    joinedCount: 0,
    splitCount: 3,
    movedEventCount: 5,
    moves: [
      { from: 'u:ann', to: 'a:laptop', eventCount: 2 },
      { from: 'u:ann', to: 'a:phone', eventCount: 2 },
      { from: 'u:bob', to: 'a:tablet', eventCount: 1 },
    ],
  });
});

test('of a session gap it shows the sessions before and after, and that nobody moves', () => {
  expect(whatIf(collector.database, { kind: 'policy', policy: { session_gap_ms: 22 * MINUTE_MS } }, NOW)).toEqual({
    before: { profileCount: 3, sessionCount: 6 },
    after: { profileCount: 3, sessionCount: 7 },
    joinedCount: 0,
    splitCount: 0,
    movedEventCount: 0,
    moves: [],
  });
});

test.each<[string, Decision]>([
  ['an exclusion', { kind: 'exclude', identity: 'u:ann', value: true }],
  ['a separation of strangers', { kind: 'unlink', identity: 'u:bob', other: 'a:kiosk' }],
  ['a separation of who never came', { kind: 'unlink', identity: 'u:nobody', other: 'a:nothing' }],
])('of %s it shows that no event moves', (_, decision) => {
  expect(whatIf(collector.database, decision, NOW)).toMatchObject({
    movedEventCount: 0,
    joinedCount: 0,
    splitCount: 0,
  });
});

test('there is no preview of undoing what was never decided', () => {
  expect(() => whatIf(collector.database, { kind: 'undo', decisionId: 1 }, NOW)).toThrow(DecisionError);
});

test('it changes nothing, and tells how far it is', async () => {
  const before = await collector.verdict();
  const progress: number[] = [];
  whatIf(collector.database, { kind: 'policy', policy: { identity_policy: 'session' } }, NOW, {
    onProgress: ({ foldedCount, totalCount }) => progress.push(foldedCount, totalCount),
  });
  expect(progress.slice(-2)).toEqual([9, 9]);
  expect(await collector.verdict()).toEqual(before);
  expect(await collector.rows('select * from decisions')).toEqual([]);
});
