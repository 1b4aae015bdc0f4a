import { attribute } from './attribute.ts';
import { carry } from './carry.ts';
import { asTheyCount } from './enforcement.ts';
import { type Event, streamOf } from './event.ts';
import { carryDays, type DayCount, dayChanges } from './event-day.ts';
import { componentOf, resolveIdentities, streamsTouching } from './identity.ts';
import { placeStream } from './place-stream.ts';
import { DEFAULT_RULES, differentlyLinked, type Rules } from './rules.ts';
import type { EventKey, Store } from './store.ts';
import { keyOf, newWork, type Work } from './work.ts';

/** What a fold is to take in. */
export interface Changes {
  /** Accepted events that the store does not hold in atoms yet, each in its canonical copy. */
  readonly added: readonly Event[];
  /** Events to take out: those of which a better copy arrived, which is then among the added, and erased ones. */
  readonly removed: readonly EventKey[];
}

/**
 * Folds changes into the store: place → resolve → attribute → carry. The state afterwards is a function of the set of
 * events the store holds and of the rules, whatever the order and the batches the events came in. The rules must be those
 * the store was folded by so far; {@link applyRules} changes them.
 */
export function fold(store: Store, changes: Changes, rules: Rules = DEFAULT_RULES): void {
  carryOut(newWork(store, rules), changes, new Set());
}

function carryOut(work: Work, changes: Changes, relinked: ReadonlySet<string>): void {
  const { store, rules } = work;
  const events = asTheyCount(changes.added, rules);
  const days = dayChanges(store, changes.removed, events);
  const removed = Map.groupBy(changes.removed, (key) => key.stream);
  const added = Map.groupBy(events, streamOf);
  for (const stream of new Set([...removed.keys(), ...added.keys()])) {
    placeStream(work, stream, removed.get(stream) ?? [], added.get(stream) ?? []);
  }
  carryDays(store, days, [...settle(work, relinked), ...work.counted]);
  store.flush();
}

/**
 * Makes the state what it would be had the new rules been in force from the beginning. Separating and joining
 * identifiers touches only what is theirs; every other change folds all events anew, which a large store does better
 * beside itself, from its log.
 */
export function applyRules(store: Store, before: Rules, after: Rules): void {
  const events = isInPlace(before, after) ? [] : [...store.events()];
  const relinked = differentlyLinked(before, after);
  carryOut(newWork(store, after), { added: events, removed: events.map(keyOf) }, relinked);
}

function settle(work: Work, relinked: ReadonlySet<string>): DayCount[] {
  const { rules } = work;
  for (const identifier of relinked) work.ids.add(identifier.slice(2));
  const resolved = resolveIdentities(work, work.ids);
  const { streams, users, linked } = resolved;
  for (const user of users) if (relinked.has(`u:${user}`)) linked.add(user);
  for (const stream of streams) work.streams.add(stream);
  if (rules.identityPolicy === 'first-device') addDevicesOfTouched(work, users);
  return carry(work, attribute(work), resolved);
}

// Which device was a person's first decides about the history of all their others.
function addDevicesOfTouched(work: Work, users: ReadonlySet<string>): void {
  const touched = new Set(users);
  for (const [id, before] of work.before) {
    for (const atom of [before, work.store.atom(id)]) if (atom?.user) touched.add(atom.user);
  }
  for (const user of touched) {
    for (const member of componentOf(work, user).users) {
      for (const stream of streamsTouching(work, member)) work.streams.add(stream);
    }
  }
}

/** Whether {@link applyRules} can pass from one set of rules to another without folding all events anew. */
export function isInPlace(before: Rules, after: Rules): boolean {
  const text = ({ identityPolicy, sessionGapMs, mappings, enforced }: Rules) => {
    const sorted = [...mappings].map(([event, properties]) => [event, [...properties].sort()]).sort();
    return JSON.stringify([identityPolicy, sessionGapMs, sorted, enforced]);
  };
  return text(before) === text(after);
}
