/** The admin token of the benchmark's collector. */
export const ADMIN_TOKEN = 'benchmark-benchmark-benchmark-benchmark';

/** The paths that one question takes, one after the other. */
export type Ask = readonly string[];

/** A question, each time about others. */
export interface Question {
  readonly name: string;
  /** 99 of 100 are to be answered within, in ms, while messages come in. */
  readonly withinMs: number;
  readonly ask: () => Ask;
}

/** What the documents say is fast, and everything else. */
const FAST_MS = 50;
const ANY_MS = 250;
const PAGE_MS = 100;

const COUNTRIES = ['DE', 'US', 'FR', 'GB', 'IT', 'ES', 'PL', 'NL', 'SE', 'BR', 'JP', 'IS'];

/** Questions about the people of `fill.ts`. */
export function questions(personCount: number, random: () => number): readonly Question[] {
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(values: readonly T[]) => values[below(values.length)] as T;
  const country = () => ({ attribute: 'last_country', is: pick(COUNTRIES) });
  const type = () => ({ attribute: 'type', is: pick(['anonymous', 'identified', 'customer']) });
  const did = { did: 'Product Added', within_days: 180 };
  const fast = {
    'list, country and type, seen last': () => list({ all: [country(), type()] }),
    'list, trait and event, seen last': () => list({ all: [{ trait: 'plan', is: 'pro' }, { did: 'Order Completed' }] }),
    'list, account and country, seen last': () =>
      list({ all: [{ attribute: 'account_id', is: `account-${4 * below(500)}` }, country()] }),
    'exact find': () => search(pick([email(personCount, random), identity(personCount, random)])),
    'substring find': () =>
      search(
        pick([`son${below(personCount)}`, `${below(personCount)}@`, 'silva', 'rossi-b', 'ör', 'zq', 'xy', 'nakamuram']),
      ),
  };
  const others = {
    'list, city and type, seen last': () =>
      list({
        all: [
          { attribute: 'last_city', is: `City ${below(400)}` },
          { attribute: 'type', is: 'customer' },
        ],
      }),
    'list, country and type, most sessions': () => list({ all: [country(), type()] }, '&sort=session_count'),
    'substring find, country, most sessions': () => [
      `/api/profiles?sort=session_count&find=${pick(['silva', 'rossi', 'nakamuram'])}&filter=${encodeURIComponent(JSON.stringify(country()))}`,
    ],
    'count, did and did not': () => count({ all: [did, { did_not: 'Order Completed' }] }),
    'count, did a rare thing and did not': () =>
      count({ all: [{ did: `Event ${1 + below(9)}` }, { did_not: 'Product Added', within_days: 60 }] }),
    'count, trait': () => count({ trait: 'seats', over: 18 }),
    'count, by city of customers': () => [
      `/api/profiles/count?by=last_city&filter=${encodeURIComponent(JSON.stringify({ attribute: 'type', is: 'customer' }))}`,
    ],
    'messages that never arrived, by day': () => ['/api/losses/days'],
  };
  const named = (asks: Readonly<Record<string, () => Ask>>, withinMs: number): Question[] =>
    Object.entries(asks).map(([name, ask]) => ({ name, withinMs, ask }));
  return [
    ...named(fast, FAST_MS),
    ...named(others, ANY_MS),
    ...named({ 'page of a person, six answers': () => pageOf(personCount, random) }, PAGE_MS),
  ];
}

// What the page of a person shows.
function pageOf(personCount: number, random: () => number): Ask {
  const path = `/api/profiles/${identity(personCount, random)}`;
  return [path, ...['overview', 'sessions', 'events', 'responses', 'engagements'].map((part) => `${path}/${part}`)];
}

function list(filter: object, rest = ''): Ask {
  return [`/api/profiles?filter=${encodeURIComponent(JSON.stringify(filter))}${rest}`];
}

function count(filter: object): Ask {
  return [`/api/profiles/count?filter=${encodeURIComponent(JSON.stringify(filter))}`];
}

function search(text: string): Ask {
  return [`/api/profiles?find=${encodeURIComponent(text)}`];
}

function identity(personCount: number, random: () => number): string {
  const number = 1 + Math.floor(random() * personCount);
  return number % 5 < 3 ? `u:${String(number).padStart(8, '0')}` : `a:d${String(number).padStart(8, '0')}`;
}

// Of somebody who may have it: it is looked for either way.
function email(personCount: number, random: () => number): string {
  return `anna.silvason${1 + Math.floor(random() * personCount)}@mail.example`;
}
