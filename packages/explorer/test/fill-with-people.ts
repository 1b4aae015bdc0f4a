import type { IngestRequest } from '../../collector/src/collect/ingest.ts';
import { keyring } from '../../collector/src/collect/keys.ts';
import { startWriter } from '../../collector/src/writer.ts';

const KEYS = { writeKey: 'pk_people_0123456789', secretKey: 'sk_people_0123456789' };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Requests that wait at a time: all of many people would fill the memory. */
const AT_ONCE = 1_000;

const FIRST_NAMES = [
  'Ada',
  'Grace',
  'Alan',
  'Mary',
  'Edsger',
  'Barbara',
  'Donald',
  'Frances',
  'Tony',
  'Radia',
  'Niklaus',
];
const LAST_NAMES = [
  'Lindqvist',
  'Okafor',
  'Moreau',
  'Tanaka',
  'Novak',
  'Silva',
  'Haddad',
  'Byrne',
  'Kowalski',
  'Rossi',
];
const PLACES = [
  ['DE', 'BE', 'Berlin'],
  ['US', 'CA', 'San Francisco'],
  ['FR', 'IDF', 'Paris'],
  ['JP', '13', 'Tokyo'],
  ['BR', 'SP', 'São Paulo'],
  ['GB', 'ENG', 'London'],
  ['SE', 'AB', 'Stockholm'],
] as const;
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0',
];
const PATHS = ['/', '/pricing', '/products/p1', '/products/p2', '/cart', '/account', '/help/returns'];

/**
 * Fills a database with people as a shop has them, in the two weeks before `now`: each looks at pages on one to four days, two of three
 * log in, one of three orders, some answer a survey, and teams of five share an account. Of some devices a message is lost. The same numbers give the same people.
 */
export async function fillWithPeople(path: string, { count, now }: { count: number; now: number }): Promise<void> {
  const writer = await startWriter({ database: path, geo: 'off', keys: keyring(KEYS) });
  try {
    for (let first = 0; first < count; first += AT_ONCE) {
      const people = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => first + index);
      await Promise.all(people.map((person) => writer.submit(requestOf(person, now))));
    }
    await writer.decide({
      kind: 'segment',
      ...{ segment_id: 'buyers', name: 'Buyers', subject: 'profiles', filter: { did: 'Order Completed' } },
    });
    const inGermany = { attribute: 'last_country', is: 'DE' };
    await writer.decide({
      kind: 'segment',
      ...{ segment_id: 'germany', name: 'In Germany', subject: 'profiles', filter: inGermany },
    });
    const large = { attribute: 'user_count', at_least: 3 };
    await writer.decide({
      kind: 'segment',
      ...{ segment_id: 'large-teams', name: 'Large teams', subject: 'accounts', filter: large },
    });
  } finally {
    await writer.stop();
  }
}

function requestOf(person: number, now: number): IngestRequest {
  const [country, region, city] = pick(PLACES, person * person);
  return {
    type: 'batch',
    key: KEYS.writeKey,
    receivedAt: now,
    isBrowser: true,
    ip: null,
    place: { country, region, city },
    userAgent: pick(AGENTS, person),
    clientHints: {},
    body: JSON.stringify({ batch: visitsOf(person, now) }),
  };
}

function visitsOf(person: number, now: number): object[] {
  const anonymousId = `device-${person}`;
  const name = `${pick(FIRST_NAMES, person)} ${pick(LAST_NAMES, Math.floor(person / FIRST_NAMES.length))}`;
  const userId = person % 3 < 2 ? `user-${person}` : undefined;
  const messages: object[] = [];
  const say = (at: number, message: { readonly context?: object; readonly [name: string]: unknown }) => {
    const id = `${anonymousId}-${messages.length}`;
    const seq = messages.length + (person % 50 === 7 && messages.length > 4 ? 2 : 1);
    const { context, ...said } = message;
    const timestamp = new Date(at).toISOString();
    messages.push({ anonymousId, messageId: id, timestamp, context: { ...context, kith: { seq } }, ...said });
  };
  for (let visit = 1 + (person % 4); visit > 0; visit--) {
    const start = now - visit * 3 * DAY_MS - (person % 480) * MINUTE_MS;
    for (let step = 0; step < 3; step++) {
      const url = `https://shop.example${pick(PATHS, person + visit * 2 + step)}`;
      say(start + step * MINUTE_MS, { type: 'page', context: { locale: 'en', page: { url, title: 'Shop' } } });
    }
    say(start + 4 * MINUTE_MS, { type: 'track', event: 'Product Added', properties: { product_id: 'p1' } });
    if (!userId) continue;
    const traits = { name, email: `user-${person}@example.com`, plan: person % 5 === 0 ? 'pro' : 'free' };
    say(start + 5 * MINUTE_MS, { type: 'identify', userId, traits });
    const groupId = `team-${Math.floor(person / 5)}`;
    const team = { name: `Team ${Math.floor(person / 5)}`, plan: person % 2 ? 'free' : 'pro' };
    say(start + 6 * MINUTE_MS, { type: 'group', userId, groupId, traits: team });
    if (visit === 1 && person % 4 > 0) for (const step of answersOf(person)) say(start + 6 * MINUTE_MS, step);
    if (person % 3 === 0) say(start + 7 * MINUTE_MS, { type: 'track', userId, event: 'Order Completed' });
  }
  return messages;
}

// Some only see the survey, some leave after the first question.
function answersOf(person: number): { readonly type: 'track' }[] {
  const about = { survey_id: 'happiness', survey_name: 'How happy are you?', response_id: `response-${person}` };
  const score = 4 + ((person * 5) % 7);
  const answers = { score, why: score > 8 ? 'It is quick' : 'It could be quicker' };
  const steps = [
    ['Survey Viewed', {}],
    ['Survey Answered', { answers: { score } }],
    ['Survey Completed', { answers }],
  ] as const;
  const questions = { score: { text: 'Would you recommend us?' }, why: { text: 'Why?' } };
  return steps.slice(0, person % 4).map(([event, said], index) => ({
    type: 'track',
    event,
    properties: { ...about, questions, seq: index + 1, ...said },
  }));
}

function pick<T>(items: readonly [T, ...T[]] | readonly T[], index: number): T {
  return items[index % items.length] as T;
}
