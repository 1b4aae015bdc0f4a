import { SESSION_GAP_MS } from '@kith/protocol';
import { type Event, streamOf } from '../src/event.ts';
import type { Claim, Edge, Rules } from './reference-rules.ts';

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
export function place(deliveries: readonly Event[], rules: Rules): Placement {
  const events = deduplicate(deliveries, rules).sort(rules.compare);
  const links = readLinks(events, rules);
  const sessions = deviceSessions(events, rules);
  const profiles = new Map(events.map((event) => [event, profileOf(event, sessions, links, rules)]));
  const profile = (event: Event): string => profiles.get(event) ?? '';

  const partsOf = new Map(sessions.map((session) => [session, cutIntoParts(session, profile, rules)]));
  const placed = events.map((event): Placed => {
    const around = sessionAround(event, sessions);
    const parts = around === undefined ? [] : (partsOf.get(around) ?? []);
    const part = parts.findLast((candidate) => rules.compare(first(candidate.activity), event) <= 0) ?? parts[0];
    const isInside = !event.isServer && part !== undefined && (isActivity(event) || part.profile === profile(event));
    return { event, profile: profile(event), session: isInside ? part.id : null };
  });
  return { links, placed, parts: [...partsOf.values()].flat() };
}

/** Client messages which are interactions of the person: they alone make sessions. */
export function isActivity(event: Event): boolean {
  return !event.isServer && event.type !== 'alias' && event.isActive;
}

function deduplicate(deliveries: readonly Event[], rules: Rules): Event[] {
  const messages = new Map<string, Event>();
  for (const copy of deliveries) {
    const key = JSON.stringify([streamOf(copy), copy.messageId]);
    const holder = messages.get(key);
    if (holder === undefined || rules.copyWins(copy, holder)) messages.set(key, copy);
  }
  return [...messages.values()];
}

function readLinks(events: readonly Event[], rules: Rules): Links {
  const devices = new Set(events.map((event) => event.anonymousId));
  const users = new Set(events.map((event) => event.userId));
  const claims: Claim[] = [];
  const accepted: Edge[] = [];
  for (const event of events) {
    const { anonymousId, userId, previousId } = event;
    if (userId === null) continue;
    if (anonymousId !== null) claims.push({ device: anonymousId, user: userId, event, rule: 'claim' });
    if (event.type !== 'alias' || previousId === null || previousId === userId) continue;
    if (devices.has(previousId) && !users.has(previousId)) {
      claims.push({ device: previousId, user: userId, event, rule: 'alias' });
    } else if (rules.mayJoin(event)) {
      accepted.push({ from: previousId, to: userId, event });
    }
  }
  const edges = [...accepted, ...rules.impliedEdges(claims)].sort((a, b) => rules.compare(a.event, b.event));
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

function deviceSessions(events: readonly Event[], rules: Rules): DeviceSession[] {
  const sessions: DeviceSession[] = [];
  for (const event of events.filter(isActivity)) {
    const stream = rules.sessionStream(event, streamOf(event));
    const current = sessions.findLast((session) => session.stream === stream);
    if (current !== undefined && rules.continues(event.t - last(current.activity).t)) current.activity.push(event);
    else sessions.push({ stream, activity: [event] });
  }
  return sessions;
}

/** The device session an event is in: as its activity, or from the session's start until the gap after its end has passed. */
function sessionAround(event: Event, sessions: readonly DeviceSession[]): DeviceSession | undefined {
  if (isActivity(event)) return sessions.find((session) => session.activity.includes(event));
  const stream = streamOf(event);
  return sessions.findLast(
    (session) =>
      session.stream === stream &&
      first(session.activity).t <= event.t &&
      event.t <= last(session.activity).t + SESSION_GAP_MS,
  );
}

function profileOf(event: Event, sessions: readonly DeviceSession[], links: Links, rules: Rules): string {
  if (event.userId !== null) return `u:${links.nameOf(event.userId)}`;
  const explicit = (sessionAround(event, sessions)?.activity ?? []).filter((other) => other.userId !== null);
  const preceding = explicit.findLast((other) => rules.compare(other, event) < 0);
  const following = explicit.find((other) => rules.compare(other, event) > 0);
  const user = preceding?.userId ?? following?.userId ?? null;
  if (user !== null) return `u:${links.nameOf(user)}`;
  const claims = links.claims.filter((claim) => claim.device === event.anonymousId);
  const owner = rules.ownerOf(claims, links.nameOf);
  return owner === null ? `a:${event.anonymousId}` : `u:${owner}`;
}

function cutIntoParts(session: DeviceSession, profile: (event: Event) => string, rules: Rules): Part[] {
  const runs: Event[][] = [];
  for (const event of session.activity) {
    const run = runs.at(-1);
    if (run !== undefined && !rules.splits(profile(last(run)), profile(event))) run.push(event);
    else runs.push([event]);
  }
  return runs.map((activity) => ({
    id: `${streamOf(first(activity))}/${first(activity).messageId.replace(/[%/]/g, encodeURIComponent)}`,
    profile: profile(first(activity)),
    activity,
  }));
}

function first(events: readonly Event[]): Event {
  return events[0]!;
}

function last(events: readonly Event[]): Event {
  return events[events.length - 1]!;
}
