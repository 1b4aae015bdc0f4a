import { dayOf } from '@kith/protocol';
import { type Atom, addCounters, addEvent, isBegunAlike } from './atom.ts';
import { type Event, isActivity } from './event.ts';
import type { DayCount } from './event-day.ts';
import { facetsOf } from './facets-of.ts';
import { positionOf } from './order.ts';
import { continuedProfile } from './profile.ts';
import { continuedSession } from './session.ts';
import type { Profile, Scope } from './store.ts';
import type { Work } from './work.ts';

/**
 * Takes in the events with which the latest visit to a stream just goes on: activity of the same user, soon after the
 * last, that says nothing new of how the visit began or of the person. Most events are of this kind, and all they change is
 * the figures, the end and the latest attributes of a run, of its session and of its profile. Nobody else is concerned, so that this is
 * a whole fold of these events, before that of all others.
 * @param events of the stream, in order.
 * @returns how many of them, from the first on, were taken in.
 */
export function continueVisit(work: Work, stream: string, events: readonly Event[]): number {
  const { store } = work;
  const [first] = events;
  if (!first || !isActivity(first)) return 0;
  const run = store.runBefore(stream, positionOf(first));
  if (!run || run.sessionId === null) return 0;
  const profile = store.profile(run.profileId);
  const session = store.lastSession(run.profileId);
  if (!profile || session?.row.session_id !== run.sessionId || store.runAfter(stream, run.start)) return 0;

  let atom = run;
  let count = 0;
  for (const event of events) {
    const next = continued(work, profile, atom, event);
    if (!next) break;
    atom = next;
    count++;
  }
  const last = events[count - 1];
  if (!last || store.floats(stream, first.t, last.t + work.rules.sessionGapMs).length > 0) return 0;

  const taken = events.slice(0, count);
  const more = addCounters(atom.state.counters, run.state.counters, -1);
  const after = continuedSession(session, run, atom, more);
  store.putAtom(atom);
  for (const event of taken) store.place(event, atom);
  store.continueSession(after);
  store.continueProfile(continuedProfile(profile, session, after, more));
  for (const { name, day, count } of namesOf(taken)) {
    store.addEventCount(run.profileId, name, day, count);
    work.counted.push({ name, day, count });
  }
  return count;
}

function namesOf(events: readonly Event[]): DayCount[] {
  const tracked = events.filter(({ type }) => type === 'track');
  const days = Map.groupBy(tracked, ({ t, name }) => `${dayOf(t)} ${name ?? ''}`);
  return [...days.values()].map((own) => {
    const [{ t, name }] = own as [Event];
    return { name: name ?? '', day: dayOf(t), count: own.length };
  });
}

// The run with an event more; undefined where the event says anything new of how the visit began or of the person.
function continued({ rules }: Scope, profile: Profile, run: Atom, event: Event): Atom | undefined {
  if (!isActivity(event) || event.userId !== run.user || event.t - run.end[0] > rules.sessionGapMs) return undefined;
  if (Number(event.isBot) !== profile.row.is_bot || facetsOf(event, rules).length > 0) return undefined;
  const next = addEvent(run, event);
  const isPurchase = next.state.counters.purchase_count > run.state.counters.purchase_count;
  return !isPurchase && isBegunAlike(run.state, next.state) ? next : undefined;
}
