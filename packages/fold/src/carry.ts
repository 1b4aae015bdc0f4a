import { type Atom, addCounters, type Counters, NO_COUNTERS } from './atom.ts';
import type { SessionChange, SessionShare } from './attribute.ts';
import { type ChangedFacets, carryFacets } from './carry-facets.ts';
import type { DayCount } from './event-day.ts';
import type { Resolved } from './identity.ts';
import { comparePositions } from './order.ts';
import { writeProfile } from './profile.ts';
import type { ProfileFigures } from './store.ts';
import type { Work } from './work.ts';

const NO_FACETS: ChangedFacets = new Map();
// Figures of a profile without events.
const NO_FIGURES: ProfileFigures = { ...NO_COUNTERS, session_count: 0, session_duration_ms: 0 };

/**
 * Carries the changed atoms and sessions on to the profiles: takes back what they were, adds what they are, merges facets,
 * and writes the rows of every profile and account concerned.
 * @returns how many track events of each name there are more.
 */
export function carry(work: Work, sessions: readonly SessionChange[], resolved: Resolved): DayCount[] {
  const { store } = work;
  const figures = new Map<string, ProfileFigures>();
  const names = new Map<string, NameCount>();
  const identities = new Map<string, Identities>();
  noteResolved(identities, work, resolved);
  const add = (profileId: string, more: ProfileFigures, sign: 1 | -1) =>
    figures.set(profileId, addFigures(figures.get(profileId) ?? NO_FIGURES, more, sign));

  for (const [id, before] of work.before) {
    const after = store.atom(id);
    if (before?.profileId) add(before.profileId, ofCounters(before.state.counters), -1);
    if (after) add(after.profileId, ofCounters(after.state.counters), 1);
    if (before?.profileId !== after?.profileId || before?.state.names !== after?.state.names) {
      addNames(names, before, -1);
      addNames(names, after, 1);
    }
    if (!before || !after || !samePlace(before, after)) {
      for (const atom of [before, after]) if (atom?.profileId) noteAtom(identities, atom);
    }
  }
  for (const { profileId, name, day, count } of names.values()) {
    if (count !== 0) store.addEventCount(profileId, name, day, count);
  }
  for (const { before, after } of sessions) {
    if (before) add(before.profileId, ofSession(before), -1);
    if (after) add(after.profileId, ofSession(after), 1);
  }
  const facets = carryFacets(work);
  for (const profileId of new Set([...figures.keys(), ...identities.keys(), ...facets.keys()])) {
    const before = store.profile(profileId);
    const change = figures.get(profileId);
    // Ids that were looked at may name nobody who has a profile.
    if (profileId === '' || !(before || change)) continue;
    const sum = change ? addFigures(before?.figures ?? NO_FIGURES, change, 1) : before?.figures;
    writeProfile(work, profileId, {
      before: before?.row,
      figures: sum,
      facets: facets.get(profileId) ?? NO_FACETS,
      identities: identities.get(profileId),
    });
  }
  return [...names.values()];
}

// Of a profile, the devices whose claims may have changed; null where anything of its identifiers may have.
type Identities = Set<string> | null;

function noteResolved(
  identities: Map<string, Identities>,
  { store, unclaimed }: Work,
  { users, linked, claims }: Resolved,
): void {
  const profileOf = (user: string) => `u:${store.canonical(user) ?? user}`;
  for (const user of users) note(identities, profileOf(user));
  for (const [user, device] of [...claims, ...unclaimed]) note(identities, profileOf(user), device);
  for (const user of linked) identities.set(profileOf(user), null);
}

function noteAtom(identities: Map<string, Identities>, { profileId, stream, user }: Atom): void {
  note(identities, profileId, user !== null && stream.startsWith('a:') ? stream.slice(2) : undefined);
}

function note(identities: Map<string, Identities>, profileId: string, device?: string): void {
  if (!identities.has(profileId)) identities.set(profileId, new Set());
  if (device !== undefined) identities.get(profileId)?.add(device);
}

function samePlace(before: Atom, after: Atom): boolean {
  return before.profileId === after.profileId && comparePositions(before.start, after.start) === 0;
}

function addFigures(a: ProfileFigures, b: ProfileFigures, sign: 1 | -1): ProfileFigures {
  return {
    ...addCounters(a, b, sign),
    session_count: a.session_count + sign * b.session_count,
    session_duration_ms: a.session_duration_ms + sign * b.session_duration_ms,
  };
}

function ofCounters(counters: Counters): ProfileFigures {
  return { ...counters, session_count: 0, session_duration_ms: 0 };
}

function ofSession({ durationMs }: SessionShare): ProfileFigures {
  return { ...NO_COUNTERS, session_count: 1, session_duration_ms: durationMs };
}

// Track events that a profile gained (less those it lost) of a name on a day.
interface NameCount extends DayCount {
  readonly profileId: string;
}

function addNames(counts: Map<string, NameCount>, atom: Atom | undefined, sign: 1 | -1): void {
  if (!atom?.profileId) return;
  const { profileId, state } = atom;
  for (const [name, days] of state.names) {
    for (const [day, count] of days) {
      const key = JSON.stringify([profileId, name, day]);
      counts.set(key, { profileId, name, day, count: (counts.get(key)?.count ?? 0) + sign * count });
    }
  }
}
