import { compareCopies, DEFAULT_RULES, type Decision, type Relations, type Rules, streamOf } from '@kith/fold';
import { compareText } from '@kith/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { rulesFor } from '../../../fold/test/world-rules.ts';
import { type World, worlds } from '../../../fold/test/worlds.ts';
import { asOf, type WholeProfile } from '../../src/fold/as-of.ts';
import { project } from '../../src/fold/project.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { appendDecision, standingRules } from '../../src/persist/decision-log.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { sqliteStore } from '../../src/persist/sqlite-store.ts';
import { unfolded } from '../../src/persist/unfolded.ts';
import { enriched } from '../persist/enriched.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { clear, normal, reporter, worldCount } from '../persist/world-file.ts';
import { DAY_MS, fillFile, login, MINUTE_MS, page, START_MS, stoppedCollector, track } from './collector.ts';

const RUNS = worldCount(1 / 5);

const MESSAGES = [
  page(0, 'm1', 'laptop'),
  login(DAY_MS, 'm2', 'laptop', 'ann', { plan: 'free' }),
  page(2 * DAY_MS, 'm3', 'phone'),
  track(3 * DAY_MS, 'm4', 'Order Completed', { userId: 'ann', anonymousId: 'phone' }),
  login(4 * DAY_MS, 'm5', 'laptop', 'ann', { plan: 'pro' }),
];

async function fileWith(messages: readonly object[]): Promise<string> {
  const file = temporaryFile();
  await fillFile(file, ({ send }) => send(...(messages as typeof MESSAGES)));
  return file;
}

test('a profile is shown as it was known then: by the events up to that time, that moment included', async () => {
  const file = await fileWith(MESSAGES);
  const planAt = (ms: number) => asOf(file, 'u:ann', START_MS + ms)?.traits;
  expect(asOf(file, 'a:laptop', START_MS)?.profile).toMatchObject({ profile_id: 'a:laptop', type: 'anonymous' });
  expect(asOf(file, 'u:ann', START_MS + DAY_MS - 1)).toBeUndefined();
  expect(asOf(file, 'u:ann', START_MS + DAY_MS)?.profile).toMatchObject({ type: 'identified', session_count: 2 });
  expect(asOf(file, 'u:ann', START_MS + 3 * DAY_MS)?.profile).toMatchObject({ type: 'customer', session_count: 4 });
  expect(planAt(4 * DAY_MS - 1)).toMatchObject([{ key: 'plan', value: '"free"' }]);
  expect(planAt(4 * DAY_MS)).toMatchObject([{ key: 'plan', value: '"pro"' }]);
  expect(asOf(file, 'u:nobody')).toBeUndefined();
});

test.each([0, 1, 2, 3, 4])('as of the day %i it is what a file is that received no more', async (day) => {
  const whole = await fileWith(MESSAGES);
  const part = await fileWith(MESSAGES.slice(0, day + 1));
  for (const identity of ['u:ann', 'a:laptop', 'a:phone']) {
    expect(asOf(whole, identity, START_MS + day * DAY_MS + MINUTE_MS)).toEqual(asOf(part, identity));
  }
});

test('without a time it is the profile as it is', async () => {
  const file = await fileWith(MESSAGES);
  const [row] = await stoppedCollector(
    file,
  ).rows(`select json_object('sessions', session_count, 'messages', message_count)
    from profiles where profile_id = 'u:ann'`);
  expect(row).toEqual(['{"sessions":5,"messages":5}']);
  expect(asOf(file, 'u:ann')?.profile).toMatchObject({ session_count: 5, message_count: 5 });
});

test('today’s decisions count, whenever they were taken', async () => {
  const file = await fileWith(MESSAGES);
  await stoppedCollector(file).take({ kind: 'unlink', identity: 'u:ann', other: 'a:laptop' });
  expect(asOf(file, 'u:ann', START_MS + DAY_MS)?.profile).toMatchObject({ message_count: 1 });
  expect(asOf(file, 'a:laptop', START_MS + 4 * DAY_MS)?.profile).toMatchObject({ profile_id: 'a:laptop' });
});

test('as of any time it equals the naive reference of the events up to then', async () => {
  const file = temporaryFile();
  const db = openDatabase(file);
  db.pragma('synchronous = OFF');
  await fc.assert(
    // Of copies of a message the best one is the event, whenever it happened: worlds without copies, to keep it simple.
    fc.asyncProperty(worlds({ maxCopies: 0 }), fc.nat(9_999), fc.nat(99), async (world, seed, moment) => {
      await clear(db);
      const rules = seed % 2 === 0 ? DEFAULT_RULES : rulesFor(world, seed);
      for (const decision of decisionsOf(rules)) appendDecision(db, decision, 0);
      fill(world);
      const times = world.map(({ t }) => t).toSorted((a, b) => a - b);
      const until = (times[moment % times.length] ?? 0) - (moment % 2);
      const known = world.filter((event) => event.t <= until && isCanonical(event, world));
      const expected = normal(referenceFold(known.map(enriched), standingRules(db)));
      for (const identity of identitiesIn(world)) {
        expect(asOf(file, identity, until), identity).toEqual(wholeProfile(expected, identity));
      }
    }),
    { numRuns: RUNS, reporter },
  );
  db.close();

  function fill(world: World): void {
    const log = eventLog(db);
    const rules = standingRules(db);
    const projection = { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
    db.transaction(() => {
      for (const event of world) log.append(enriched(event));
      while (project(projection, 100) > 0);
    })();
  }
});

// Even without copies made on purpose, two messages of a small world may have one id.
function isCanonical(event: World[number], world: World): boolean {
  const isCopy = (other: World[number]) => other.messageId === event.messageId && streamOf(other) === streamOf(event);
  return world.filter(isCopy).toSorted(compareCopies)[0] === event;
}

function decisionsOf({ identityPolicy, sessionGapMs, unlinked, mappings }: Rules): Decision[] {
  return [
    { kind: 'policy', policy: { identity_policy: identityPolicy, session_gap_ms: sessionGapMs } },
    ...[...unlinked].map((pair): Decision => {
      const [identity = '', other = ''] = JSON.parse(pair) as string[];
      return { kind: 'unlink', identity, other };
    }),
    ...[...mappings].flatMap(([event, properties]) =>
      [...properties].map(([property, trait]): Decision => ({ kind: 'mapping', event, property, trait })),
    ),
  ];
}

function identitiesIn(world: World): Set<string> {
  return new Set(
    world.flatMap(({ anonymousId, userId }) => [
      ...(anonymousId === null ? [] : [`a:${anonymousId}`]),
      ...(userId === null ? [] : [`u:${userId}`]),
    ]),
  );
}

function wholeProfile(relations: Relations, identity: string): WholeProfile | undefined {
  const kind = identity.startsWith('u:') ? 'user' : 'anonymous';
  const profileId = relations.identities
    .filter((row) => row.kind === kind && row.identifier === identity.slice(2))
    .map((row) => row.profile_id)
    .sort(compareText)
    .at(-1);
  if (profileId === undefined) return undefined;
  const own = <T extends { readonly profile_id: string }>(rows: readonly T[]) =>
    rows.filter((row) => row.profile_id === profileId);
  const { identities, traits, sessions, memberships, survey_responses, survey_answers, engagements } = relations;
  return {
    profile: own(relations.profiles)[0] ?? {},
    identities: own(identities),
    traits: own(traits),
    sessions: own(sessions),
    memberships: own(memberships),
    survey_responses: own(survey_responses),
    survey_answers: own(survey_answers),
    engagements: own(engagements),
  };
}
