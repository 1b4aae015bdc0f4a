import { dayOf } from '@kith/protocol';
import type { Event } from './event.ts';
import type { EventKey, Store } from './store.ts';

/** Track events of one name on one UTC day, whoever did them. */
export interface EventDay {
  readonly name: string;
  /** `2026-11-22`. */
  readonly day: string;
  readonly count: number;
  /** Time of the earliest, in ms since 1970; Infinity while nothing but events whose stored copy waits to be folded is left. */
  readonly first: number;
  /** Time of the latest; -Infinity likewise. */
  readonly last: number;
}

/** What one fold does to the days of event names. */
export interface DayChanges {
  /** Those of added events, each merged. */
  readonly added: ReadonlyMap<string, EventSpan>;
  /** Those whose first or last event may be among the removed ones. */
  readonly lost: ReadonlyMap<string, LostEnds>;
}

type EventSpan = Omit<EventDay, 'count'>;

interface LostEnds {
  readonly name: string;
  readonly day: string;
  readonly first: boolean;
  readonly last: boolean;
}

/** How many events a name gained on a day, less those it lost. */
export type DayCount = Pick<EventDay, 'count' | 'day' | 'name'>;

/** Notes what added and removed events mean for the days of their names. Call before anything is removed. */
export function dayChanges(store: Store, removed: readonly EventKey[], added: readonly Event[]): DayChanges {
  const days = new Map<string, EventSpan>();
  for (const { type, name, t } of added) {
    if (type !== 'track') continue;
    const one = { name: name ?? '', day: dayOf(t), first: t, last: t };
    days.set(keyOf(one), merged(days.get(keyOf(one)), one));
  }
  const lost = new Map<string, LostEnds>();
  for (const key of removed) {
    const atom = store.atom(store.atomOf(key) ?? -1);
    const t = store.timeOf(key) ?? 0;
    // What its name was only its atom can tell: the event itself may be stored in another copy by now.
    for (const [name, counts] of atom?.state.names ?? []) {
      const known = counts.has(dayOf(t)) ? store.eventDay(name, dayOf(t)) : undefined;
      if (!known) continue;
      const other = lost.get(keyOf(known));
      const first = t === known.first || other?.first === true;
      const last = t === known.last || other?.last === true;
      if (first || last) lost.set(keyOf(known), { name, day: known.day, first, last });
    }
  }
  return { added: days, lost };
}

/** Brings the days of event names up to date, once all events are placed and counted. */
export function carryDays(store: Store, { added, lost }: DayChanges, counts: Iterable<DayCount>): void {
  const sums = new Map<string, DayCount>();
  const touched = [...added.values(), ...lost.values()].map(({ name, day }) => ({ name, day, count: 0 }));
  for (const one of [...touched, ...counts]) {
    sums.set(keyOf(one), { ...one, count: one.count + (sums.get(keyOf(one))?.count ?? 0) });
  }
  for (const [key, { name, day, count }] of sums) {
    const before = store.eventDay(name, day);
    const sum = (before?.count ?? 0) + count;
    if (sum === 0) {
      store.putEventDay(name, day, undefined);
      continue;
    }
    const gained = added.get(key);
    const ends = lost.get(key);
    const isKnown = before
      ? (!ends?.first || (gained && gained.first <= before.first)) &&
        (!ends?.last || (gained && gained.last >= before.last))
      : gained;
    const left = isKnown ? before : { name, day, ...store.trackTimes(name, day) };
    const { first, last } = gained ? merged(left, gained) : (left as EventSpan);
    store.putEventDay(name, day, { name, day, count: sum, first, last });
  }
}

function merged(a: EventSpan | undefined, b: EventSpan): EventSpan {
  if (!a) return b;
  return { ...b, first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}

function keyOf({ name, day }: Pick<EventDay, 'day' | 'name'>): string {
  return `${day} ${name}`;
}
