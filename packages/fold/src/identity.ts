import type { Event } from './event.ts';
import { streamOf, TRUST, type Trust } from './event.ts';
import { comparePositions, type Position, positionOf } from './order.ts';
import { type Merge, pairKey, type Rules } from './rules.ts';
import type { EventKey, Scope, Store } from './store.ts';

/** An alias call: previousId is to become userId. */
export interface Edge extends EventKey {
  readonly previousId: string;
  readonly userId: string;
  readonly trust: Trust;
  readonly position: Position;
}

/** What an edge means: a device is claimed, two users are one, or nothing. */
export type EdgeKind = 'claim' | 'link' | 'refused';

/** The edge of an alias event; undefined for other events, without userId, and where both ids are equal. */
export function edgeOf(event: Event): Edge | undefined {
  const { type, previousId, userId, messageId, trust } = event;
  if (type !== 'alias' || previousId === null || userId === null || previousId === userId) return undefined;
  return { stream: streamOf(event), messageId, previousId, userId, trust, position: positionOf(event) };
}

/**
 * Semantics, identity rule 7: a previousId seen as an anonymousId and never as a userId is a device, and browsers may
 * claim those; everything else joins two users, for which only a secret key is believed.
 */
export function edgeKind({ store, rules }: Scope, { previousId, userId, trust }: Edge): EdgeKind {
  if (isDevice(store, previousId)) return isUnlinked(rules, `a:${previousId}`, userId) ? 'refused' : 'claim';
  return trust === TRUST.server && !isUnlinked(rules, `u:${previousId}`, userId) ? 'link' : 'refused';
}

function isDevice(store: Store, id: string): boolean {
  return store.hasStream(`a:${id}`) && store.streamsOf(id).length === 0;
}

/** Whether an operator has separated a user from a device or another user. */
export function isUnlinked({ unlinked }: Rules, other: string, user: string): boolean {
  return unlinked.size > 0 && unlinked.has(pairKey(other, `u:${user}`));
}

/** That two users are one. */
export interface Link extends Pick<Edge, 'position' | 'previousId' | 'userId'> {
  readonly rule: 'alias' | 'merge';
}

function linksOf(scope: Scope, user: string): Link[] {
  const { store, rules } = scope;
  return [
    // Anybody can send alias calls by the thousand: those that cannot be links are not even read.
    ...store
      .serverEdges(user)
      .filter((edge) => edgeKind(scope, edge) === 'link')
      .map((edge): Link => ({ ...edge, rule: 'alias' })),
    ...mergesOf(rules, `u:${user}`)
      .filter(({ identity }) => identity.startsWith('u:'))
      .map((merge): Link => ({ ...merge, previousId: merge.identity.slice(2), userId: merge.user, rule: 'merge' })),
  ];
}

// Who was joined and separated is apart.
function mergesOf(rules: Rules, identity: string): Merge[] {
  return (rules.merges.get(identity) ?? []).filter((merge) => !isUnlinked(rules, merge.identity, merge.user));
}

/** The devices that an operator has given to a user, the first decision first. */
export function mergedDevices(rules: Rules, user: string): Merge[] {
  return mergesOf(rules, `u:${user}`)
    .filter(({ identity }) => identity.startsWith('a:'))
    .sort((a, b) => comparePositions(a.position, b.position));
}

/** A user's component: the user, all it is linked with, and the links. */
export function componentOf(
  scope: Scope,
  user: string,
): { readonly users: ReadonlySet<string>; readonly links: readonly Link[] } {
  const users = new Set([user]);
  const links = new Map<string, Link>();
  for (const member of users) {
    for (const link of linksOf(scope, member)) {
      links.set(JSON.stringify(link.position), link);
      users.add(link.previousId).add(link.userId);
    }
  }
  return { users, links: [...links.values()] };
}

/**
 * The name of a component: the target of its latest link, and from there along each id's latest outgoing link to the end.
 * On a cycle the start is the name. Depends on the set of links only.
 * @returns undefined without links.
 */
export function componentName(links: readonly Link[]): string | undefined {
  const latest = new Map<string, Link>();
  let newest: Link | undefined;
  for (const link of links) {
    newest = later(newest, link);
    latest.set(link.previousId, later(latest.get(link.previousId), link));
  }
  if (!newest) return undefined;
  const visited = new Set<string>();
  let name = newest.userId;
  while (!visited.has(name)) {
    visited.add(name);
    const next = latest.get(name);
    if (!next) return name;
    name = next.userId;
  }
  return newest.userId;
}

/** The person a user is, after all accepted links. */
export function personOf(store: Store, user: string): string {
  return store.canonical(user) ?? user;
}

/** The users who ever claimed a device: by a message with both ids, by an alias of the device, or by an operator's word. */
export function claimingUsers({ store, rules }: Scope, stream: string): string[] {
  const users = new Set(store.usersOf(stream));
  if (stream.startsWith('a:') && isDevice(store, stream.slice(2))) {
    for (const edge of store.edgesFrom(stream.slice(2))) users.add(edge.userId);
  }
  if (stream.startsWith('a:')) for (const { user } of mergesOf(rules, stream)) users.add(user);
  return [...users].filter((user) => !isUnlinked(rules, stream, user));
}

/** The only person who ever claimed a device. Who was erased still counts, so that nobody inherits what was theirs. */
export function soleClaimer(scope: Scope, stream: string): string | undefined {
  const { store } = scope;
  if (isShared(scope, stream)) return undefined;
  const users = claimingUsers(scope, stream);
  const [person, ...others] = new Set(users.map((user) => personOf(store, user)));
  return others.length > 0 || store.erasedClaimerCount(stream, users) > 0 ? undefined : person;
}

/** So many users of a device are looked at to see that several people share it: a till may have had thousands. */
const FEW_USERS = 4;

/**
 * Whether events of a stream name several people.
 * @returns false also where only people beyond the first few users would show it.
 */
export function isShared({ store, rules }: Scope, stream: string): boolean {
  const users = store.usersOf(stream, FEW_USERS).filter((user) => !isUnlinked(rules, stream, user));
  return new Set(users.map((user) => personOf(store, user))).size > 1;
}

/** That a device is a person's, by the earliest message or decision that says so. */
export interface Claim {
  readonly rule: 'alias' | 'claim' | 'merge';
  readonly position: Position;
}

/** The devices that users of a component claimed, each with its earliest claim. */
export function devicesOf(scope: Scope, users: ReadonlySet<string>): Map<string, Claim> {
  const devices = new Map<string, Claim>();
  for (const user of users) {
    for (const stream of new Set(streamsTouching(scope, user))) {
      const device = stream.slice(2);
      const claim = stream.startsWith('a:') ? claimOf(scope, user, device) : undefined;
      const other = devices.get(device);
      if (claim && !(other && comparePositions(other.position, claim.position) <= 0)) devices.set(device, claim);
    }
  }
  return devices;
}

/** The earliest claim of one user to a device. */
export function claimOf(scope: Scope, user: string, device: string): Claim | undefined {
  const { store, rules } = scope;
  const stream = `a:${device}`;
  const own = isUnlinked(rules, stream, user) ? undefined : store.firstAtom(stream, user)?.start;
  const aliases = store.edgesFrom(device).filter((edge) => edge.userId === user && edgeKind(scope, edge) === 'claim');
  const merges = mergesOf(rules, stream).filter((merge) => merge.user === user);
  const claims: Claim[] = [
    ...(own ? [{ rule: 'claim' as const, position: own }] : []),
    ...aliases.map(({ position }) => ({ rule: 'alias' as const, position })),
    ...merges.map(({ position }) => ({ rule: 'merge' as const, position })),
  ];
  return claims.sort((a, b) => comparePositions(a.position, b.position))[0];
}

/** What may have changed when ids were linked, unlinked, or first or last seen. */
export interface Resolved {
  /** Streams whose attribution may have changed. */
  readonly streams: Set<string>;
  /** Users who were looked at. */
  readonly users: Set<string>;
  /** Those of them who are linked to others, or were. */
  readonly linked: Set<string>;
  /** Devices which users may have claimed, or no longer. */
  readonly claims: (readonly [user: string, device: string])[];
}

/** Brings the names of components up to date after the given ids were linked, unlinked, or first or last seen. */
export function resolveIdentities(scope: Scope, changedIds: ReadonlySet<string>): Resolved {
  const { store } = scope;
  const streams = new Set<string>();
  for (const id of changedIds) if (store.hasStream(`a:${id}`)) streams.add(`a:${id}`);
  const users = new Set<string>();
  const linked = new Set<string>();
  const claims = claimsThrough(scope, changedIds);
  for (const id of [...changedIds, ...claims.map(([user]) => user)]) {
    if (users.has(id)) continue;
    const component = componentOf(scope, id);
    const name = componentName(component.links);
    for (const user of component.users) {
      users.add(user);
      const before = store.canonical(user);
      if (before !== undefined || name !== undefined) linked.add(user);
      if (before === name) continue;
      store.setCanonical(user, name);
      for (const stream of streamsTouching(scope, user)) streams.add(stream);
    }
  }
  return { streams, users, linked, claims };
}

/** Every stream whose attribution depends on who a user is. */
export function streamsTouching({ store, rules }: Scope, user: string): string[] {
  return [
    ...store.streamsOf(user),
    ...store.edgesTo(user).map((edge) => `a:${edge.previousId}`),
    ...mergedDevices(rules, user).map(({ identity }) => identity),
  ];
}

// Whether an id is a user or a device decides what its outgoing edges mean, so their targets may leave its component.
// Users to whom an operator gave a device may be named by nothing else: their names are needed once the device comes.
function claimsThrough({ store, rules }: Scope, ids: ReadonlySet<string>): Resolved['claims'] {
  return [...ids].flatMap((id) => {
    const users = [
      ...store.edgesFrom(id).map((edge) => edge.userId),
      ...mergesOf(rules, `a:${id}`).map(({ user }) => user),
    ];
    return users.map((user) => [user, id] as const);
  });
}

function later(a: Link | undefined, b: Link): Link {
  return a && comparePositions(a.position, b.position) > 0 ? a : b;
}
