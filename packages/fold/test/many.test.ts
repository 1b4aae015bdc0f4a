import { describe, expect, test } from 'vitest';
import type { Event } from '../src/event.ts';
import { fold } from '../src/fold.ts';
import { type MemoryStore, memoryStore } from '../src/memory-store.ts';
import { rules } from './world-rules.ts';
import { BASE_MS, event } from './worlds.ts';

const HOUR_MS = 3_600_000;
const RULES = rules({});

/** How much a fold reads and writes: its calls of the store, and the items that pass. */
function workOf(store: MemoryStore, events: readonly Event[]): number {
  let work = 0;
  const sizeOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);
  const watched = new Proxy(store, {
    get(target, name: keyof MemoryStore) {
      const method = target[name] as (...parameters: unknown[]) => unknown;
      return (...parameters: unknown[]) => {
        const result = method(...parameters);
        work += [...parameters, result].reduce<number>((sum, value) => sum + sizeOf(value), 1);
        return result;
      };
    },
  });
  fold(watched, store.accept(events), RULES);
  return work;
}

/** The work of one message more, after so many of its kind. */
function workAfter(count: number, message: (index: number) => Event): number {
  const store = memoryStore();
  const before = Array.from({ length: count }, (_, index) => message(index));
  fold(store, store.accept(before), RULES);
  return workOf(store, [message(count)]);
}

// Whoever knows the public key can send any number of these.
describe('one more of many costs as much as one more of few:', () => {
  const at = (index: number) => ({ messageId: `m${index}`, t: BASE_MS + index * HOUR_MS });
  const login = { type: 'identify', userId: 'ada' } as const;

  test.each<[what: string, message: (index: number) => Event]>([
    ['devices of a user', (index) => event({ ...at(index), ...login, anonymousId: `phone-${index}` })],
    ['users of a device', (index) => event({ ...at(index), ...login, anonymousId: 'till', userId: `ada-${index}` })],
    [
      'devices that a browser says are a user’s',
      (index) => event({ ...at(index), type: 'alias', anonymousId: 'phone', userId: 'ada', previousId: `d${index}` }),
    ],
    [
      'tokens of a device',
      (index) =>
        event({
          ...at(index),
          ...login,
          anonymousId: 'phone',
          identifiers: [{ kind: 'token', identifier: `${index}` }],
        }),
    ],
    [
      'email addresses',
      (index) => event({ ...at(index), ...login, anonymousId: 'p', traits: { email: `${index}@a.test` } }),
    ],
    [
      'pieces of content',
      (index) =>
        event({ ...at(index), anonymousId: 'p', name: 'Content Shown', properties: { content_id: `${index}` } }),
    ],
    ['visits', (index) => event({ ...at(index), type: 'page', anonymousId: 'phone', userId: 'ada' })],
  ])('%s', (_, message) => {
    expect(workAfter(60, message)).toBe(workAfter(20, message));
  });
});
