import { expect } from 'vitest';
import type { Row, TestCollector } from '../end-to-end/collector.ts';
import { eventually } from '../end-to-end/eventually.ts';

/** A call, in the words which all libraries have in common. */
export type Call =
  | { readonly type: 'group'; readonly userId: string; readonly groupId: string; readonly traits: { name: string } }
  | {
      readonly type: 'identify';
      readonly anonymousId: string;
      readonly userId: string;
      readonly traits: { email: string };
    }
  | {
      readonly type: 'track';
      readonly anonymousId?: string;
      readonly userId?: string;
      readonly event: string;
      readonly properties: { of: string };
    };

const USER_COUNT = 8;
const EVENTS = Array.from({ length: 6 }, (_, index) => `Event ${index}`);

/**
 * What a backend says through a library: of eight people, each on a device of their own that is known before they are,
 * all in one account. Whose an event is stands in its properties too.
 */
export function conversation(library: string): Call[] {
  return users(library).flatMap((userId) => {
    const anonymousId = `device-of-${userId}`;
    const track = (who: { anonymousId: string } | { userId: string }, event: string): Call => ({
      ...{ type: 'track', ...who, event, properties: { of: userId } },
    });
    return [
      ...EVENTS.slice(0, 3).map((event) => track({ anonymousId }, event)),
      { type: 'identify', anonymousId, userId, traits: { email: `${userId}@example.com` } },
      ...EVENTS.slice(3).map((event) => track({ userId }, event)),
      { type: 'group', userId, groupId: `account-of-${library}`, traits: { name: 'Acme Ltd' } },
    ] satisfies Call[];
  });
}

/** Waits until the file holds everything that was said through a library: each call once, and on the right person. */
export async function expectWhole({ rows }: Pick<TestCollector, 'rows'>, library: string): Promise<void> {
  await eventually(() => {
    expect(rows(PROFILES, `u:${library}-%`)).toEqual(
      users(library).map((userId) => ({
        ...{ profile_id: `u:${userId}`, email: `${userId}@example.com`, account_id: `account-of-${library}` },
        ...{ message_count: EVENTS.length + 2, event_count: EVENTS.length },
      })),
    );
  });
  expect(rows(TRACKS, `${library}-%`)).toEqual(EVENTS.map((name) => ({ name, count: USER_COUNT })));
  expect(rows(ACCOUNTS, `account-of-${library}`)).toEqual([
    { name: 'Acme Ltd', user_count: USER_COUNT, event_count: USER_COUNT * EVENTS.length } satisfies Row,
  ]);
}

const PROFILES = `
  SELECT profile_id, email, account_id, message_count, event_count FROM profiles
  WHERE profile_id LIKE ? ORDER BY profile_id`;
const TRACKS = `
  SELECT name, count(*) AS count FROM events
  WHERE type = 'track' AND is_server = 1 AND properties ->> '$.of' LIKE ? AND profile_id = 'u:' || (properties ->> '$.of')
  GROUP BY name ORDER BY name`;
const ACCOUNTS = 'SELECT name, user_count, event_count FROM accounts WHERE account_id = ?';

function users(library: string): string[] {
  return Array.from({ length: USER_COUNT }, (_, index) => `${library}-${index}`);
}
