import { expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { DEFAULT_RULES } from '../src/rules.ts';
import { permuted } from './dice.ts';
import { foldUnderTest } from './fold-under-test.ts';
import { referenceFold } from './reference-fold.ts';
import { BASE_MS, event } from './worlds.ts';

const MINUTE_MS = 60_000;

const at = (minutes: number) => BASE_MS + minutes * MINUTE_MS;
const login = (messageId: string, minutes: number, userId: string, parts: Partial<Event> = {}) =>
  event({ messageId, type: 'identify', anonymousId: 'phone', userId, t: at(minutes), ...parts });
const says = (messageId: string, minutes: number, traits: Event['traits']) =>
  login(messageId, minutes, 'ada', { traits });

/** Folds batches as they are, backwards, and one by one in several orders; all of them must be what the reference says. */
function folded(...batches: Event[][]) {
  const events = batches.flat();
  const expected = referenceFold(events);
  const ways = [
    batches,
    batches.toReversed(),
    [0, 1, 2, 3].flatMap((seed) => permuted(events, seed)).map((one) => [one]),
  ];
  for (const way of ways) expect(foldUnderTest([{ rules: DEFAULT_RULES, batches: way }])).toEqual(expected);
  return expected;
}

test.each([5, 30])(
  'what comes just before a login %i minutes after another, at the same time, is still the first user’s',
  (minutes) => {
    const idle = event({ messageId: 'a', type: 'page', anonymousId: 'phone', t: at(minutes), isActive: false });
    const { events } = folded([login('ada in', 0, 'ada'), login('bob in', minutes, 'bob'), idle]);
    expect(events).toContainEqual({
      message_id: 'a',
      stream: 'a:phone',
      profile_id: 'u:ada',
      session_id: 'a:phone/ada in',
    });
  },
);

test('an alias that a better copy points elsewhere leaves nothing joined', () => {
  const server = { isServer: true, trust: 2 } as const;
  const join = (previousId: string, sentAt: number) =>
    event({ messageId: 'join', type: 'alias', previousId, userId: 'new', t: at(1), sentAt, ...server });
  const others = [
    login('i1', 0, 'old'),
    login('i2', 0, 'other', { anonymousId: 'laptop' }),
    event({ messageId: 's1', userId: 'new', t: at(5_000), ...server }),
    event({ messageId: 's2', userId: 'new', t: at(1), ...server }),
  ];
  const { profiles } = folded(others, [join('old', 9)], [join('other', 8)]);
  expect(profiles.map((row) => row.profile_id)).toEqual(['u:new', 'u:old']);
});

test('a day of events follows better copies that move its first and its last one in one batch', () => {
  const click = (messageId: string, minutes: number, sentAt: number) =>
    event({ messageId, anonymousId: 'phone', t: at(minutes), sentAt });
  const { event_definitions } = folded(
    [click('m1', 0, 9), click('m2', 10, 9), click('m3', 20, 9)],
    [click('m1', 15, 8), click('m2', 12, 8), click('m3', 30, 8)],
  );
  expect(event_definitions).toMatchObject([
    { first_seen_at: '2026-03-01T22:42:00.000Z', last_seen_at: '2026-03-01T23:00:00.000Z', count: 3 },
  ]);
});

test('every reserved name of several words has one spelling', () => {
  const { traits } = folded([
    says('m1', 0, {
      created_at: '2020-01-01',
      first_name: 'Ada',
      last_name: 'Lovelace',
      msgEmail: 1,
      msgPush: 2,
      msgSms: 3,
      msgWhatsapp: 4,
    }),
  ]);
  expect(traits.map((row) => row.key)).toEqual([
    'createdAt',
    'firstName',
    'lastName',
    'msg_email',
    'msg_push',
    'msg_sms',
    'msg_whatsapp',
  ]);
});

test('of $union and $remove only what comes after a $setOnce changes its list', () => {
  const { traits } = folded([
    says('m0', 0, { tags: { $union: 'before' } }),
    says('m1', 1, { tags: { $setOnce: ['a', 'b'] } }),
    says('m2', 2, { tags: { $union: 'c' } }),
    says('m3', 3, { tags: { $remove: 'a' } }),
  ]);
  expect(traits).toMatchObject([{ value: '["b","c"]', message_id: 'm3' }]);
});
