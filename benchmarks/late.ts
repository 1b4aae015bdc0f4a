import type { EnrichedEvent } from '../packages/collector/src/enrich/enriched-event.ts';
import { TRUST } from '../packages/fold/src/index.ts';
import { SURVEY_EVENTS } from '../packages/protocol/src/index.ts';
import { event, events, randomNumbers } from './events.ts';
import { cpuMsOf, median, quantile, report } from './measure.ts';
import { type TemporaryFile, withTemporaryFile } from './temporary-file.ts';

/** Sizes of the people who are late, in events, and how many there are: late events must not make small ones large. */
const SIZES: readonly Size[] = [
  { eventCount: 100, personCount: 100 },
  { eventCount: 10_000, personCount: 4 },
  { eventCount: 1_000_000, personCount: 1 },
];

interface Size {
  readonly eventCount: number;
  readonly personCount: number;
}

/** Late events of each kind. */
const LATE_COUNT = 60;

/** Late events of each kind before any is measured: the first ones meet cold code. */
const WARM_UP_COUNT = 20;

const NAME = 'late';

/** A late event at a session: one of the person's, chosen at random. */
type Late = (session: Session, index: number) => Parameters<typeof event>[0];

interface Session {
  /** Whose it is. */
  readonly person: string;
  readonly anonymousId: string;
  readonly userId: string | null;
  readonly start: number;
  readonly end: number;
}

const KINDS: Readonly<Record<string, Late>> = {
  'inside a session': ({ anonymousId, userId, start, end }) => {
    return { t: middle(start, end), anonymousId, userId, type: 'track', name: 'Clicked' };
  },
  'between sessions': ({ anonymousId, end }, index) => {
    return { t: end + 31 * 60_000 + index, anonymousId, type: 'page', name: 'Product' };
  },
  'before everything': ({ anonymousId }, index) => {
    return { t: Date.UTC(2019, 0, 1) - index * 3_600_000, anonymousId, type: 'page', name: 'Product' };
  },
  'identify inside a session': ({ person, anonymousId, start, end }, index) => {
    const traits = { email: `late-${index}@example.com`, visits: index };
    return { t: middle(start, end), anonymousId, userId: person, type: 'identify', traits };
  },
  'anonymous page inside a session': ({ anonymousId, start, end }) => {
    return { t: middle(start, end), anonymousId, type: 'page', name: 'Product' };
  },
  'hidden page inside a session': ({ anonymousId, start, end }) => {
    return { t: middle(start, end), anonymousId, isActive: false, type: 'track', name: 'Clicked' };
  },
  'survey answer': ({ anonymousId, start, end }) => {
    const properties = { survey_id: 'survey-1', answers: { score: 3 }, seq: 1 };
    return { t: middle(start, end), anonymousId, type: 'track', name: SURVEY_EVENTS.answered, properties };
  },
  'from a server': ({ person, start }) => {
    return { t: start, userId: person, isServer: true, trust: TRUST.server, type: 'track', name: 'Invoice Paid' };
  },
  'identify from a server': ({ person, start }, index) => {
    return {
      t: start,
      userId: person,
      isServer: true,
      trust: TRUST.server,
      type: 'identify',
      traits: { plan: `${index}` },
    };
  },
};

/** What one late event costs, on people with few events and with many. */
export function late(): void {
  // The first file meets code that is not compiled yet, and is not looked at.
  const [, ...medians] = [...SIZES.slice(0, 1), ...SIZES].map(lateOn);
  const ratio = (kind: string) => (medians.at(-1)?.get(kind) ?? 0) / (medians[0]?.get(kind) ?? 0);
  for (const kind of [...Object.keys(KINDS), ALL]) {
    const figures = medians.map((ofSize) => `${(ofSize.get(kind) ?? 0).toFixed(2).padStart(7)} ms`);
    report(kind, `${figures.join('')}   last / first ${ratio(kind).toFixed(2)}`);
  }
}

const ALL = 'all kinds';

// Medians by kind, in ms of CPU.
function lateOn({ eventCount, personCount }: Size): Map<string, number> {
  return withTemporaryFile((file) => {
    file.append(events({ eventCount: eventCount * personCount, personCount, name: NAME }));
    file.append(events({ eventCount: 5_000, personCount: 500, name: 'other', seed: 2 }));
    file.fold(2_000);
    const random = randomNumbers(4);
    // Every fifth never logs in.
    const people = Array.from({ length: personCount }, (_, person) => person).filter((person) => person % 5 !== 4);
    const costs = new Map<string, number[]>();
    const next = (kind: string, late: Late, index: number) => {
      const messageId = `late-${kind}-${index}`;
      const person = `${NAME}-${people[Math.floor(random() * people.length)]}`;
      const one: EnrichedEvent = event({ ...late(sessionAt(file, person, random()), index), messageId });
      file.append([one]);
      return cpuMsOf(() => file.fold(1));
    };
    for (let index = 0; index < WARM_UP_COUNT + LATE_COUNT; index++) {
      for (const [kind, late] of Object.entries(KINDS)) {
        const cost = next(kind, late, index);
        if (index >= WARM_UP_COUNT) for (const name of [kind, ALL]) costs.set(name, [...(costs.get(name) ?? []), cost]);
      }
    }
    const all = costs.get(ALL) ?? [];
    report(
      `a person of ${eventCount} events`,
      `median ${median(all).toFixed(2)} ms, 90 % below ${quantile(all, 0.9).toFixed(2)} ms, longest ${quantile(all, 1).toFixed(2)} ms`,
    );
    return new Map([...costs].map(([kind, numbers]) => [kind, median(numbers)]));
  });
}

// A session of a person, by its place among all: the same share finds sessions as old in every file.
function sessionAt({ db }: TemporaryFile, person: string, share: number): Session {
  const runs = `FROM atoms WHERE kind = 'run' AND stream = @stream AND start_t >= @from`;
  const stream = `a:${person}-device-0`;
  const { least, greatest } = db
    .prepare<object, { least: number; greatest: number }>(
      `SELECT min(start_t) AS least, max(start_t) AS greatest ${runs}`,
    )
    .get({ stream, from: Date.UTC(2020, 0, 1) }) ?? { least: 0, greatest: 0 };
  const session = db
    .prepare<object, Omit<Session, 'person'>>(
      `SELECT substr(stream, 3) AS anonymousId, user_id AS userId, start_t AS start, end_t AS end ${runs} ORDER BY start_t LIMIT 1`,
    )
    .get({ stream, from: Math.floor(least + share * (greatest - least)) });
  if (!session) throw new Error(`${person} has no sessions`);
  return { ...session, person };
}

function middle(start: number, end: number): number {
  return Math.floor((start + end) / 2);
}
