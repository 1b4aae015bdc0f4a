import { type Erase, type Event, mergesByIdentity, type Rules } from '@kith/fold';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { HABITS, type Habits } from '../../../fold/test/reference-habits.ts';
import { place } from '../../../fold/test/reference-placement.ts';
import { decided } from '../../../fold/test/world-rules.ts';
import { BASE_MS, type World } from '../../../fold/test/worlds.ts';
import { erase } from '../../src/fold/erase.ts';
import { verify } from '../../src/fold/verify.ts';
import { standingRules } from '../../src/persist/decision-log.ts';
import { onManyFiles } from './many-files.ts';
import { expectEqual, keyOf, receive, worldCount } from './world-file.ts';

const RUNS = worldCount(1 / 2);

test('after an erasure the tables equal the naive reference of what the filter leaves, late redelivery included', async () => {
  let erasedCount = 0;
  await onManyFiles(RUNS, ({ file, db, rules, world, early, late, seed }) => {
    receive(db, early, rules, seed % 2 === 0);
    const decision = decisionFor(world, seed);
    const now = BASE_MS + 3_600_000;
    const target = targetOf(early, decision, rules);
    if (!target) {
      expect(() => erase(db, decision, now)).toThrow(/leads to/);
      return;
    }
    const filter = filterOf(early, target, decision, now);
    const { eventCount } = erase(db, decision, now);
    expect(eventCount).toBe(filter.keys.size);
    erasedCount++;
    const left = keptRules(rules, target);
    expect(standingRules(db)).toEqual(left);
    const early2 = early.filter((event) => !filter.keys.has(keyOf(event)));
    expectEqual(db, referenceFold(early2, left, habitsAfter(target)), 'erased');
    receive(db, late, left, true);
    const remaining = [...early2, ...late.filter((event) => !filter.drops(event))];
    expectEqual(db, referenceFold(remaining, left, habitsAfter(target)), 'late');
    if (seed % 10 === 0) expect(verify(file)?.difference).toBeUndefined();
  });
  expect(erasedCount).toBeGreaterThan(RUNS / 3);
});

/** Somebody of the world, for every number. */
function decisionFor(world: World, seed: number): Erase {
  const names = world.flatMap(({ anonymousId, userId }) => [
    ...(userId === null ? [] : [`u:${userId}`, `u:${userId}`]),
    ...(anonymousId === null ? [] : [`a:${anonymousId}`]),
  ]);
  const at = seed % 3 === 0 ? new Date(world[seed % world.length]?.t ?? BASE_MS).toISOString() : null;
  return { kind: 'erase', identity: names[seed % names.length] ?? 'u:ada', at, forever: seed % 7 === 0 };
}

interface Target {
  readonly profile: string;
  readonly users: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
  readonly ownDevices: ReadonlySet<string>;
  readonly profileOf: (event: Event) => string | undefined;
}

function targetOf(events: readonly Event[], { identity }: Erase, rules: Rules): Target | undefined {
  const { links, placed } = place(events, rules, HABITS);
  const { identities } = referenceFold(events, rules);
  const profiles = new Map(placed.map(({ event, profile }) => [keyOf(event), profile]));
  const id = identity.slice(2);
  const claimers = new Set(links.claims.filter(({ device }) => device === id).map(({ user }) => links.nameOf(user)));
  const owners = identity.startsWith('u:') ? [links.nameOf(id)] : [...claimers];
  const exists = (profile: string) => [...profiles.values()].includes(profile);
  const ownProfile = identity.startsWith('a:') && exists(identity);
  const profile = ownProfile ? identity : owners.length === 1 ? `u:${owners[0]}` : '';
  if (!exists(profile)) return undefined;
  const named = (kind: string) =>
    new Set(identities.filter((row) => row.profile_id === profile && row.kind === kind).map((row) => row.identifier));
  const users = named('user');
  const devices = named('anonymous');
  const isShared = (device: string) =>
    links.claims.some((claim) => claim.device === device && !users.has(claim.user)) ||
    placed.some(({ event }) => event.anonymousId === device && event.userId !== null && !users.has(event.userId));
  const ownDevices = new Set([...devices].filter((device) => !isShared(device)));
  return {
    profile,
    users,
    devices: ownProfile ? new Set() : devices,
    ownDevices,
    profileOf: (event) => profiles.get(keyOf(event)),
  };
}

function filterOf(events: readonly Event[], target: Target, { at, forever }: Erase, now: number) {
  const { profile, users, ownDevices, profileOf } = target;
  // The canonical copies are what is stored, and so what counts.
  const stored = place(events, { ...RULES }, HABITS).placed.map(({ event }) => event);
  const isOwn = (event: Event) =>
    profileOf(event) === profile ||
    (event.userId !== null && users.has(event.userId)) ||
    (event.anonymousId !== null && ownDevices.has(event.anonymousId)) ||
    (event.type === 'alias' &&
      event.previousId !== null &&
      (users.has(event.previousId) || ownDevices.has(event.previousId)));
  const limit = at === null ? Number.POSITIVE_INFINITY : Date.parse(at);
  const erased = stored.filter((event) => isOwn(event) && event.t <= limit);
  const until = at === null ? Math.max(now, ...erased.map(({ t }) => t)) : limit;
  const keys = new Set(erased.map(keyOf));
  const drops = (event: Event): boolean => {
    const { type, userId, anonymousId, previousId } = event;
    const isUsers = userId !== null && users.has(userId);
    const isDevices = anonymousId !== null && ownDevices.has(anonymousId);
    const isNobodys = profile === `a:${anonymousId}` && userId === null;
    const isNamed = type === 'alias' && previousId !== null && (users.has(previousId) || ownDevices.has(previousId));
    if ((isUsers || isDevices || isNobodys || isNamed) && event.t <= until) return true;
    if (forever && (isUsers || ((isDevices || isNobodys) && userId === null))) return true;
    return keys.has(keyOf(event));
  };
  return { keys, drops };
}

const RULES: Rules = {
  identityPolicy: 'device',
  sessionGapMs: 1_800_000,
  unlinked: new Set(),
  merges: new Map(),
  mappings: new Map(),
  enforced: [],
};

/** What separated those who were erased, or joined them, no longer counts. */
function keptRules(rules: Rules, { users, ownDevices }: Target): Rules {
  const names = new Set([...[...users].map((user) => `u:${user}`), ...[...ownDevices].map((device) => `a:${device}`)]);
  const unlinked = [...rules.unlinked].filter(
    (pair) => !(JSON.parse(pair) as string[]).some((name) => names.has(name)),
  );
  const merges = decided(rules.merges).filter(({ identity, user }) => !names.has(identity) && !names.has(`u:${user}`));
  return { ...rules, unlinked: new Set(unlinked), merges: mergesByIdentity(merges) };
}

/** An erased claimer still counts, until they come back. */
function habitsAfter({ users, devices }: Target): Habits {
  return {
    ...HABITS,
    ownerOf: (claims, nameOf) => {
      const isErased = devices.has(claims[0]?.device ?? '') && !claims.some(({ user }) => users.has(user));
      return isErased ? null : HABITS.ownerOf(claims, nameOf);
    },
  };
}
