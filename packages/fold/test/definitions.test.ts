import { describe, expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { fold } from '../src/fold.ts';
import { foldDeliveries, memoryStore } from '../src/memory-store.ts';
import { permuted } from './dice.ts';
import { BASE_MS, event } from './worlds.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const at = (minutes: number) => BASE_MS + minutes * MINUTE_MS;
const click = (messageId: string, minutes: number, parts: Partial<Event> = {}) =>
  event({ messageId, anonymousId: 'phone', t: at(minutes), ...parts });
const said = (
  messageId: string,
  minutes: number,
  userId: string,
  traits: Event['traits'],
  parts: Partial<Event> = {},
) => event({ messageId, type: 'identify', userId, t: at(minutes), traits, ...parts });

/** Folds the events in several orders, one by one; all of them must agree. */
function folded(...events: Event[]) {
  const relations = [0, 1, 2, 3].map((seed) => {
    const store = memoryStore();
    for (const one of permuted(events, seed)) foldDeliveries(store, [one]);
    return store.relations();
  });
  for (const other of relations) expect(other).toEqual(relations[0]);
  return relations[0]!;
}

describe('event definitions', () => {
  test('know the first, the last and the number of events of a name, over days and people', () => {
    const { event_definitions } = folded(
      click('m1', 0),
      click('m2', 100, { anonymousId: 'laptop' }),
      click('m3', 5_000),
      click('m4', 3, { name: 'Opened' }),
      click('m5', 0, { type: 'page', name: 'Clicked' }),
    );
    expect(event_definitions).toEqual([
      {
        name: 'Clicked',
        first_seen_at: '2026-03-01T22:30:00.000Z',
        last_seen_at: '2026-03-05T09:50:00.000Z',
        count: 3,
      },
      { name: 'Opened', first_seen_at: '2026-03-01T22:33:00.000Z', last_seen_at: '2026-03-01T22:33:00.000Z', count: 1 },
    ]);
  });

  test('follow a better copy to its own time and name', () => {
    const { event_definitions } = folded(
      click('m1', 0, { sentAt: at(9) }),
      click('m2', 1),
      click('m3', 2, { sentAt: at(9) }),
      click('m1', 3, { sentAt: at(8) }),
      click('m3', 2, { sentAt: at(8), name: 'Opened' }),
    );
    expect(event_definitions).toMatchObject([
      {
        name: 'Clicked',
        first_seen_at: '2026-03-01T22:31:00.000Z',
        last_seen_at: '2026-03-01T22:33:00.000Z',
        count: 2,
      },
      { name: 'Opened', first_seen_at: '2026-03-01T22:32:00.000Z', count: 1 },
    ]);
  });

  test('are what remains when events are taken away, down to nothing', () => {
    const store = memoryStore();
    foldDeliveries(store, [click('m1', 0), click('m2', 1), click('m3', 2, { t: at(2) + DAY_MS })]);
    const remove = (...ids: string[]) =>
      fold(store, { added: [], removed: ids.map((messageId) => ({ stream: 'a:phone', messageId })) });
    remove('m1', 'm3');
    expect(store.relations().event_definitions).toMatchObject([
      { first_seen_at: '2026-03-01T22:31:00.000Z', last_seen_at: '2026-03-01T22:31:00.000Z', count: 1 },
    ]);
    remove('m2');
    expect(store.relations().event_definitions).toEqual([]);
  });
});

describe('trait definitions', () => {
  test('know since when and until when, the types, and how many people', () => {
    const { trait_definitions } = folded(
      said('m1', 0, 'ada', { seats: 5, plan: 'pro' }),
      said('m2', 1, 'ada', { seats: 6 }),
      said('m3', 2, 'bob', { seats: 'five' }),
      said('m4', 3, 'bob', { plan: null }),
    );
    expect(trait_definitions).toEqual([
      {
        trait_group: 'contact',
        key: 'plan',
        type: 'string',
        types: '{"string":1}',
        first_seen_at: '2026-03-01T22:30:00.000Z',
        last_seen_at: '2026-03-01T22:30:00.000Z',
        count: 1,
      },
      {
        trait_group: 'contact',
        key: 'seats',
        type: 'mixed',
        types: '{"number":1,"string":1}',
        first_seen_at: '2026-03-01T22:30:00.000Z',
        last_seen_at: '2026-03-01T22:32:00.000Z',
        count: 2,
      },
    ]);
  });

  test('what was said with less trust does not count, but for when it was', () => {
    const { traits } = folded(
      said('m1', 0, 'ada', { plan: 'free' }),
      said('m2', 1, 'ada', { plan: 'pro' }, { isServer: true, trust: 2 }),
    );
    expect(traits).toMatchObject([
      { value: '"pro"', first_at: '2026-03-01T22:30:00.000Z', updated_at: '2026-03-01T22:31:00.000Z' },
    ]);
  });

  test('answers are known under survey and question', () => {
    const answered = (messageId: string, minutes: number, responseId: string, score: number) =>
      click(messageId, minutes, {
        name: 'Survey Answered',
        properties: { survey_id: 'nps', response_id: responseId, answers: { score } },
      });
    const { trait_definitions } = folded(answered('m1', 0, 'r1', 9), answered('m2', 1, 'r2', 10));
    expect(trait_definitions).toMatchObject([
      {
        trait_group: 'survey',
        key: 'nps.score',
        type: 'number',
        first_seen_at: '2026-03-01T22:30:00.000Z',
        last_seen_at: '2026-03-01T22:31:00.000Z',
        count: 1,
      },
    ]);
  });
});
