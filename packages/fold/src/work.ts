import { type Atom, addEvent, EMPTY_STATE } from './atom.ts';
import { type Event, streamOf } from './event.ts';
import type { DayCount } from './event-day.ts';
import type { Facet } from './facet.ts';
import { facetsOf } from './facets-of.ts';
import { edgeOf, isShared } from './identity.ts';
import { positionOf } from './order.ts';
import type { Rules } from './rules.ts';
import type { EventKey, Scope, Store } from './store.ts';

/** What one call of `fold()` has changed so far and must still carry on to sessions and profiles. */
export interface Work extends Scope {
  /** Every changed atom as it was before; undefined for new ones. */
  readonly before: Map<number, Atom | undefined>;
  /** What events added to atoms say, by atom. */
  readonly facets: Map<number, Facet[]>;
  /** Track events that need no carrying: their visit went on as it was. */
  readonly counted: DayCount[];
  /** Streams to attribute anew as a whole: who claimed them has changed. */
  readonly streams: Set<string>;
  /** Ids whose links must be resolved anew. */
  readonly ids: Set<string>;
  /** Users, each with a device that an alias gave them before it was taken out. */
  readonly unclaimed: (readonly [user: string, device: string])[];
  /** What attribution has found out: the only person who ever claimed a stream. */
  readonly soleClaimers: Map<string, string | undefined>;
}

/** Nothing done yet. */
export function newWork(store: Store, rules: Rules): Work {
  return {
    store,
    rules,
    before: new Map(),
    facets: new Map(),
    counted: [],
    streams: new Set(),
    ids: new Set(),
    unclaimed: [],
    soleClaimers: new Map(),
  };
}

/** Adds events to an atom, or makes a new one of them. Events must not be empty and not be in the atom yet. */
export function addToAtom(
  work: Work,
  key: Pick<Atom, 'stream' | 'kind' | 'anchor' | 'user' | 'isServer'>,
  events: readonly Event[],
  existing?: Atom,
): Atom {
  const { store } = work;
  let atom = existing ?? createAtom(work, key, events);
  if (existing) remember(work, existing.id, existing);
  for (const event of events) {
    atom = addEvent(atom, event);
    const facets = facetsOf(event, work.rules);
    if (facets.length > 0) work.facets.set(atom.id, [...(work.facets.get(atom.id) ?? []), ...facets]);
    const edge = edgeOf(event);
    if (edge) {
      store.putEdge(edge);
      work.ids.add(edge.previousId).add(edge.userId);
    }
  }
  store.putAtom(atom);
  for (const event of events) store.place(event, atom);
  return atom;
}

/** Removes an atom. Its events have no place until they are added to another. */
export function removeAtom(work: Work, atom: Atom, events: readonly EventKey[]): void {
  const { store } = work;
  remember(work, atom.id, atom);
  work.facets.delete(atom.id);
  store.deleteAtom(atom);
  for (const key of events) {
    store.unplace(key);
    const edge = store.deleteEdge(key);
    if (!edge) continue;
    work.ids.add(edge.previousId).add(edge.userId);
    work.unclaimed.push([edge.userId, edge.previousId]);
  }
  noteWhoIsKnown(work, atom);
}

/** The key of an event, for the store. */
export function keyOf(event: Event): EventKey {
  return { stream: streamOf(event), messageId: event.messageId };
}

/** Keeps an atom as it was before its first change. */
export function remember(work: Work, id: number, atom: Atom | undefined): void {
  if (!work.before.has(id)) work.before.set(id, atom);
}

function createAtom(
  work: Work,
  key: Pick<Atom, 'stream' | 'kind' | 'anchor' | 'user' | 'isServer'>,
  events: readonly Event[],
): Atom {
  noteWhoIsKnown(work, key);
  const id = work.store.newAtomId();
  remember(work, id, undefined);
  const position = positionOf(events[0] as Event);
  return { ...key, id, start: position, end: position, profileId: '', sessionId: null, state: EMPTY_STATE };
}

// The first and the last trace of a user on a stream, and of a stream at all, decide who claims what.
function noteWhoIsKnown(work: Work, { stream, user }: Pick<Atom, 'stream' | 'user'>): void {
  if (!work.store.hasStream(stream)) work.ids.add(stream.slice(2));
  if (user === null || work.store.firstAtom(stream, user)) return;
  work.ids.add(user);
  // One more or less of many changes nothing: what was nobody's stays nobody's.
  if (!isShared(work, stream)) work.streams.add(stream);
}
