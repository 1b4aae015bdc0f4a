import type { Event } from './event.ts';
import { streamOf, TRUST, type Trust } from './event.ts';
import { comparePositions, type Position, positionOf } from './order.ts';
import type { EventKey, Store } from './store.ts';

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
export function edgeKind(store: Store, edge: Edge): EdgeKind {
  const isUser = store.streamsOf(edge.previousId).length > 0;
  if (!isUser && store.hasStream(`a:${edge.previousId}`)) return 'claim';
  return edge.trust === TRUST.server ? 'link' : 'refused';
}

/** The accepted links that touch a user, at either end. */
export function linksOf(store: Store, user: string): Edge[] {
  return [...store.edgesFrom(user), ...store.edgesTo(user)].filter((edge) => edgeKind(store, edge) === 'link');
}

/** A user's component: the user, all it is linked with, and the links. */
export function componentOf(store: Store, user: string): { readonly users: Set<string>; readonly links: Edge[] } {
  const users = new Set([user]);
  const links = new Map<string, Edge>();
  for (const member of users) {
    for (const link of linksOf(store, member)) {
      links.set(JSON.stringify([link.stream, link.messageId]), link);
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
export function componentName(links: readonly Edge[]): string | undefined {
  const latest = new Map<string, Edge>();
  let newest: Edge | undefined;
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

/** The persons who ever claimed a device: by a message with both ids, or by an alias of the device. */
export function claimersOf(store: Store, stream: string): ReadonlySet<string> {
  const users = store.usersOf(stream);
  if (stream.startsWith('a:')) {
    for (const edge of store.edgesFrom(stream.slice(2))) {
      if (edgeKind(store, edge) === 'claim') users.push(edge.userId);
    }
  }
  return new Set(users.map((user) => personOf(store, user)));
}

/**
 * Brings the names of components up to date after the given ids were linked, unlinked, or first or last seen.
 * @returns the streams whose attribution, and the users whose identities may have changed by it.
 */
export function resolveIdentities(
  store: Store,
  changedIds: ReadonlySet<string>,
): { readonly streams: Set<string>; readonly users: Set<string> } {
  const streams = new Set<string>();
  for (const id of changedIds) if (store.hasStream(`a:${id}`)) streams.add(`a:${id}`);
  const done = new Set<string>();
  for (const id of withTargets(store, changedIds)) {
    if (done.has(id)) continue;
    const { users, links } = componentOf(store, id);
    const name = componentName(links);
    for (const user of users) {
      done.add(user);
      if (store.canonical(user) === name) continue;
      store.setCanonical(user, name);
      for (const stream of streamsTouching(store, user)) streams.add(stream);
    }
  }
  return { streams, users: done };
}

// Every stream whose attribution depends on who a user is.
function streamsTouching(store: Store, user: string): string[] {
  return [...store.streamsOf(user), ...store.edgesTo(user).map((edge) => `a:${edge.previousId}`)];
}

// Whether an id is a user or a device decides what its outgoing edges mean, so their targets may leave its component.
function withTargets(store: Store, ids: ReadonlySet<string>): Set<string> {
  return new Set([...ids].flatMap((id) => [id, ...store.edgesFrom(id).map((edge) => edge.userId)]));
}

function later(a: Edge | undefined, b: Edge): Edge {
  return a && comparePositions(a.position, b.position) > 0 ? a : b;
}
