import { dayOf } from '@kith/protocol';
import type { Atom } from './atom.ts';
import { continueVisit } from './continue-visit.ts';
import { asTheyCount } from './enforcement.ts';
import { type Event, isActivity } from './event.ts';
import { comparePositions, positionOf } from './order.ts';
import type { EventKey, Scope } from './store.ts';
import { addToAtom, keyOf, removeAtom, type Work } from './work.ts';

/**
 * Puts the new events of one stream into atoms, after taking out those which a better copy replaces.
 * Nearly all go on with the visit before them. Of the others most extend the run they follow, or begin one, and touch
 * nothing else. An event that divides or joins runs, or moves the border of a session over events placed by it, has the
 * sessions around it divided anew.
 */
export function placeStream(work: Work, stream: string, removed: readonly EventKey[], added: readonly Event[]): void {
  const all = [...added].sort((a, b) => comparePositions(positionOf(a), positionOf(b)));
  const sorted = removed.length > 0 ? all : all.slice(continueVisit(work, stream, all));
  const activity = sorted.filter(isActivity);
  const unusual = removed.length > 0 ? activity : activity.filter((event) => !extendRun(work, stream, event));
  const displaced = unusual.length + removed.length > 0 ? divideAnew(work, stream, removed, unusual) : [];
  for (const event of [...displaced, ...sorted]) {
    if (!isActivity(event)) placeBySession(work, stream, event);
  }
}

// The usual case. False, and nothing done, where the event changes more than one run.
function extendRun(work: Work, stream: string, event: Event): boolean {
  const position = positionOf(event);
  const { store } = work;
  const gapMs = work.rules.sessionGapMs;
  const before = store.runBefore(stream, position);
  if (before && comparePositions(position, before.end) < 0) {
    if (before.user !== event.userId) return false;
    addToAtom(work, before, [event], before);
    return true;
  }
  if (store.floats(stream, event.t, event.t + gapMs).length > 0) return false;
  const after = store.runAfter(stream, position);
  const joinsBefore = before?.user === event.userId && event.t - before.end[0] <= gapMs;
  const joinsAfter = after?.user === event.userId && after.start[0] - event.t <= gapMs;
  if (joinsBefore && joinsAfter) return false;
  const run = joinsBefore ? before : joinsAfter ? after : undefined;
  addToAtom(work, runKey(stream, event), [event], run);
  return true;
}

function runKey(stream: string, event: Event): Pick<Atom, 'stream' | 'kind' | 'anchor' | 'user' | 'isServer'> {
  return { stream, kind: 'run', anchor: '', user: event.userId, isServer: false };
}

// Takes apart every session that the events and removals touch, and divides what is left and new into runs again.
// Returns what is no activity and lost its place by it.
function divideAnew(work: Work, stream: string, removed: readonly EventKey[], events: readonly Event[]): Event[] {
  const { store } = work;
  const { sessionGapMs } = work.rules;
  const atoms = new Map<number, Atom>();
  for (const key of removed) {
    const atom = store.atom(store.atomOf(key) ?? -1);
    if (atom) collect(work, atom, atoms);
  }
  for (const event of events) {
    const position = positionOf(event);
    for (const run of [store.runBefore(stream, position), store.runAfter(stream, position)]) {
      if (run && gap(run.start[0], run.end[0], event.t) <= sessionGapMs) collect(work, run, atoms);
    }
  }
  const replaced = new Set(removed.map((key) => key.messageId));
  const activity = [...events];
  for (const run of atoms.values()) {
    if (run.kind === 'run') activity.push(...membersOf(work, run, replaced));
  }
  activity.sort((a, b) => comparePositions(positionOf(a), positionOf(b)));
  for (const [from, to] of spans(activity, sessionGapMs)) {
    for (const float of store.floats(stream, from, to + sessionGapMs)) {
      const atom = store.atom(store.atomOf(keyOf(float)) ?? -1);
      if (atom) atoms.set(atom.id, atom);
    }
  }

  const displaced = [...atoms.values()]
    .filter((atom) => atom.kind !== 'run')
    .flatMap((atom) => membersOf(work, atom, replaced));
  for (const atom of atoms.values()) removeAtom(work, atom, store.eventsOf(atom.id).map(keyOf));
  for (const run of divide(activity, sessionGapMs)) addToAtom(work, runKey(stream, run[0] as Event), run);
  return displaced;
}

// An atom to be taken apart; of a session, all its runs and what rides on them.
function collect(work: Work, atom: Atom, atoms: Map<number, Atom>): void {
  const anchor = atom.kind === 'rider' ? work.store.atom(Number(atom.anchor)) : undefined;
  if (atom.kind !== 'run' && !anchor) atoms.set(atom.id, atom);
  else if (!atoms.has((anchor ?? atom).id)) {
    for (const run of sessionAround(work, anchor ?? atom)) {
      atoms.set(run.id, run);
      for (const rider of work.store.ridersOf(run)) atoms.set(rider.id, rider);
    }
  }
}

function membersOf(work: Work, atom: Atom, replaced: ReadonlySet<string>): Event[] {
  return asTheyCount(work.store.eventsOf(atom.id), work.rules).filter((event) => !replaced.has(event.messageId));
}

// A message that is no activity goes with the run it follows in the latest-starting session around it. An explicit
// server message goes with none: its user is known, and nothing around it changes that.
function placeBySession(work: Work, stream: string, event: Event): void {
  const run = event.isServer && event.userId !== null ? undefined : runAround(work, stream, event);
  const key = {
    stream,
    kind: run ? 'rider' : 'bucket',
    anchor: run ? String(run.id) : dayOf(event.t),
    user: event.userId,
    isServer: event.isServer,
  } as const;
  addToAtom(work, key, [event], work.store.atomAt(key));
}

function runAround({ store, rules }: Scope, stream: string, event: Event): Atom | undefined {
  const position = positionOf(event);
  const before = store.runBefore(stream, position);
  const after = store.runAfter(stream, position);
  const connected = before && after && after.start[0] - before.end[0] <= rules.sessionGapMs;
  const run = after?.start[0] === event.t && !connected ? after : before;
  return run && event.t - run.end[0] <= rules.sessionGapMs ? run : undefined;
}

/** The runs of the device session a run belongs to, by start: neighbours no further apart than the session gap. */
export function sessionAround({ store, rules }: Scope, run: Atom): Atom[] {
  const runs = [run];
  for (let first = run; ; ) {
    const previous = store.runBefore(run.stream, first.start);
    if (!previous || first.start[0] - previous.end[0] > rules.sessionGapMs) break;
    runs.unshift(previous);
    first = previous;
  }
  for (let last = run; ; ) {
    const next = store.runAfter(run.stream, last.start);
    if (!next || next.start[0] - last.end[0] > rules.sessionGapMs) break;
    runs.push(next);
    last = next;
  }
  return runs;
}

// Sorted activity as runs: a new one where the user changes or the gap is longer than a session's.
function divide(activity: readonly Event[], gapMs: number): Event[][] {
  const runs: Event[][] = [];
  let previous: Event | undefined;
  for (const event of activity) {
    const continues = previous && previous.userId === event.userId && event.t - previous.t <= gapMs;
    if (continues) runs.at(-1)?.push(event);
    else runs.push([event]);
    previous = event;
  }
  return runs;
}

// First and last time of each device session in sorted activity.
function spans(activity: readonly Event[], gapMs: number): [from: number, to: number][] {
  const spans: [number, number][] = [];
  for (const { t } of activity) {
    const last = spans.at(-1);
    if (last && t - last[1] <= gapMs) last[1] = t;
    else spans.push([t, t]);
  }
  return spans;
}

// How far a time lies outside an interval.
function gap(start: number, end: number, t: number): number {
  return Math.max(start - t, t - end, 0);
}
