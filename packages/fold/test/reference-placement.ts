import { type Event, streamOf } from '../src/event.ts';
import type { Rules } from '../src/rules.ts';
import type { Claim, Edge, Habits } from './reference-habits.ts';
import { event } from './worlds.ts';

/** An event with its person and session. */
export interface Placed {
  readonly event: Event;
  readonly profile: string;
  readonly session: string | null;
}

/** A device session's uninterrupted stretch of one person: a row of `sessions`. */
export interface Part {
  readonly id: string;
  readonly profile: string;
  /** In order, never empty. */
  readonly activity: readonly Event[];
}

/** Who is who. */
export interface Links {
  /** In order. */
  readonly claims: readonly Claim[];
  /** In order. */
  readonly edges: readonly Edge[];
  readonly nameOf: (user: string) => string;
}

/** Everything about where the events belong. */
export interface Placement {
  readonly links: Links;
  /** In order. */
  readonly placed: readonly Placed[];
  readonly parts: readonly Part[];
}

/** Puts every message, of which the deliveries are copies, where it belongs. */
export function place(deliveries: readonly Event[], rules: Rules, habits: Habits): Placement {
  const events = deduplicate(deliveries, habits)
    .flatMap((event) => (habits.isMuted(event, rules) ? withoutClaims(event) : event))
    .sort(habits.compare);
  const links = readLinks(events, rules, habits);
  const sessions = deviceSessions(events, rules, habits);
  const profiles = new Map(
    events.map((event) => {
      const person = personOf(event, sessionAround(event, sessions, habits.lingerMs(rules)), links, rules, habits);
      return [event, person === null ? `a:${event.anonymousId}` : `u:${person}`];
    }),
  );
  const profile = (event: Event): string => profiles.get(event) ?? '';

  const partsOf = new Map(sessions.map((session) => [session, cutIntoParts(session, profile, habits)]));
  const placed = events.map((event): Placed => {
    const around = sessionAround(event, sessions, habits.lingerMs(rules));
    const parts = around === undefined ? [] : (partsOf.get(around) ?? []);
    const part = parts.findLast((candidate) => habits.compare(first(candidate.activity), event) <= 0) ?? parts[0];
    const isInside = !event.isServer && part !== undefined && (isActivity(event) || part.profile === profile(event));
    return { event, profile: profile(event), session: isInside ? part.id : null };
  });
  return { links, placed, parts: [...partsOf.values()].flat() };
}

/** Client messages which are interactions of the person: they alone make sessions. */
export function isActivity(event: Event): boolean {
  return !event.isServer && event.type !== 'alias' && event.isActive;
}

function withoutClaims(event: Event): Event[] {
  if (event.anonymousId === null) return [];
  return [{ ...event, userId: null, previousId: null, groupId: null, traits: {} }];
}

function deduplicate(deliveries: readonly Event[], habits: Habits): Event[] {
  const messages = new Map<string, Event>();
  for (const copy of deliveries) {
    const key = JSON.stringify([streamOf(copy), copy.messageId]);
    const holder = messages.get(key);
    if (holder === undefined || habits.copyWins(copy, holder)) messages.set(key, copy);
  }
  return [...messages.values()];
}

function readLinks(events: readonly Event[], rules: Rules, habits: Habits): Links {
  const devices = new Set(events.map((event) => event.anonymousId));
  const users = new Set(events.map((event) => event.userId));
  const claims: Claim[] = [];
  const accepted: Edge[] = [];
  const claim = (candidate: Claim): boolean => {
    const holds = habits.holds(rules, candidate);
    if (holds) claims.push(candidate);
    return holds;
  };
  for (const event of events) {
    const { anonymousId: device, userId: user, previousId: previous } = event;
    if (user === null) continue;
    if (device !== null) claim({ device, user, event, rule: 'claim' });
    if (event.type !== 'alias' || previous === null || previous === user) continue;
    const isDevice = devices.has(previous) && !users.has(previous);
    if (isDevice && (claim({ device: previous, user, event, rule: 'alias' }) || !habits.fallsThrough)) continue;
    if (habits.mayJoin(event) && !habits.areApart(rules, previous, user)) {
      accepted.push({ from: previous, to: user, event, rule: 'alias' });
    }
  }
  for (const { identity, user, position } of new Set([...rules.merges.values()].flat())) {
    const [t, , sequence, messageId] = position;
    const word = event({ messageId, t, sequence, userId: user });
    const id = identity.slice(2);
    if (identity.startsWith('a:')) claim({ device: id, user, event: word, rule: 'merge' });
    else if (!habits.areApart(rules, id, user)) accepted.push({ from: id, to: user, event: word, rule: 'merge' });
  }
  claims.sort((a, b) => habits.compare(a.event, b.event));
  const edges = [...accepted, ...habits.impliedEdges(claims)].sort((a, b) => habits.compare(a.event, b.event));
  const names = new Map<string, string>();
  const nameOf = (user: string): string => {
    const name = names.get(user) ?? canonicalName(user, edges);
    names.set(user, name);
    return name;
  };
  return { claims, edges, nameOf };
}

function canonicalName(user: string, edges: readonly Edge[]): string {
  const members = new Set([user]);
  // A set's iteration visits what is added on the way, so this walks the whole component.
  for (const member of members) {
    for (const { from, to } of edges) {
      if (from === member) members.add(to);
      if (to === member) members.add(from);
    }
  }
  const start = edges.findLast((edge) => members.has(edge.to))?.to;
  if (start === undefined) return user;
  const visited = new Set<string>();
  for (let name = start; ; ) {
    visited.add(name);
    const next = edges.findLast((edge) => edge.from === name)?.to;
    if (next === undefined) return name;
    if (visited.has(next)) return start;
    name = next;
  }
}

/** Activity of one stream without a longer gap; in order, never empty. */
interface DeviceSession {
  readonly stream: string;
  readonly activity: Event[];
}

function deviceSessions(events: readonly Event[], rules: Rules, habits: Habits): DeviceSession[] {
  const sessions: DeviceSession[] = [];
  for (const event of events.filter(isActivity)) {
    const stream = habits.sessionStream(event, streamOf(event));
    const current = sessions.findLast((session) => session.stream === stream);
    const gapMs = current === undefined ? 0 : event.t - last(current.activity).t;
    if (current !== undefined && habits.continues(gapMs, rules.sessionGapMs)) current.activity.push(event);
    else sessions.push({ stream, activity: [event] });
  }
  return sessions;
}

/** The device session an event is in: as its activity, or from the session's start until the gap after its end has passed. */
function sessionAround(event: Event, sessions: readonly DeviceSession[], lingerMs: number): DeviceSession | undefined {
  if (isActivity(event)) return sessions.find((session) => session.activity.includes(event));
  const stream = streamOf(event);
  return sessions.findLast(
    (session) =>
      session.stream === stream &&
      first(session.activity).t <= event.t &&
      event.t <= last(session.activity).t + lingerMs,
  );
}

/** Whose an event is: a canonical user, or null for the device's own. */
function personOf(
  event: Event,
  session: DeviceSession | undefined,
  { claims, nameOf }: Links,
  rules: Rules,
  habits: Habits,
): string | null {
  if (event.userId !== null) return nameOf(event.userId);
  const device = event.anonymousId ?? '';
  const policy = rules.identityPolicy;

  // What is before the session's first activity, which only a message of the same millisecond can be, goes with its first run.
  const runs = cutWhere(session?.activity ?? [], (before, after) => before.userId !== after.userId);
  const place = Math.max(
    0,
    runs.findLastIndex((run) => habits.compare(first(run), event) <= 0),
  );
  const run = runs[place] ?? [];
  const users = runs.map((own) => {
    const { userId } = first(own);
    return userId !== null && habits.attracts(rules, device, userId) ? userId : null;
  });
  const preceding = users.slice(0, place + 1).findLast((user) => user !== null);
  if (preceding) return nameOf(preceding);

  const following = habits.mayFollow(policy) ? users.slice(place + 1).find((user) => user !== null) : null;
  const ofDevice = claims.filter((claim) => claim.device === device);
  const owner = habits.mayOwn(policy) ? habits.ownerOf(ofDevice, nameOf) : null;
  const person = following ? nameOf(following) : owner;
  if (policy !== 'first-device' || person === null) return person;

  const ofPerson = claims.filter((claim) => nameOf(claim.user) === person);
  const firstClaim = ofPerson.find((claim) => claim.device === device);
  const start = habits.judgedFrom(run, event);
  const isAfter = start !== null && firstClaim !== undefined && habits.compare(start, firstClaim.event) > 0;
  return isAfter || habits.isFirstDevice(device, firstClaim?.user ?? null, ofPerson) ? person : null;
}

function cutIntoParts(session: DeviceSession, profile: (event: Event) => string, habits: Habits): Part[] {
  const parts = cutWhere(session.activity, (before, after) => habits.splits(profile(before), profile(after)));
  return parts.map((activity) => ({
    id: `${streamOf(first(activity))}/${first(activity).messageId.replace(/[%/]/g, encodeURIComponent)}`,
    profile: profile(first(activity)),
    activity,
  }));
}

/** Cuts what is in order between the neighbours which differ. */
function cutWhere(events: readonly Event[], differ: (before: Event, after: Event) => boolean): Event[][] {
  const stretches: Event[][] = [];
  for (const event of events) {
    const current = stretches.at(-1);
    if (current !== undefined && !differ(last(current), event)) current.push(event);
    else stretches.push([event]);
  }
  return stretches;
}

function first(events: readonly Event[]): Event {
  return events[0]!;
}

function last(events: readonly Event[]): Event {
  return events[events.length - 1]!;
}
