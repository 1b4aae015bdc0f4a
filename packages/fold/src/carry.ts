import { accountRow } from './account.ts';
import { type Atom, addCounters, type Counters, NO_COUNTERS } from './atom.ts';
import type { SessionChange } from './attribute.ts';
import type { FacetKind, FacetState } from './facet.ts';
import { mergeFacets } from './facets-of.ts';
import { comparePositions } from './order.ts';
import { writeProfile } from './profile.ts';
import type { ProfileFigures, Session } from './store.ts';
import type { Work } from './work.ts';

/** Figures of a profile without events. */
const NO_FIGURES: ProfileFigures = { ...NO_COUNTERS, session_count: 0, session_duration_ms: 0 };

/**
 * Carries the changed atoms and sessions on to the profiles: takes back what they were, adds what they are, merges facets,
 * and writes the rows of every profile and account concerned.
 */
export function carry(work: Work, sessions: readonly SessionChange[], users: ReadonlySet<string>): void {
  const { store } = work;
  const figures = new Map<string, ProfileFigures>();
  const identities = new Set<string>([...users].map((user) => `u:${store.canonical(user) ?? user}`));
  const add = (profileId: string, more: ProfileFigures, sign: 1 | -1) =>
    figures.set(profileId, addCounters(figures.get(profileId) ?? NO_FIGURES, more, sign));

  for (const [id, before] of work.before) {
    const after = store.atom(id);
    if (before?.profileId) add(before.profileId, ofCounters(before.state.counters), -1);
    if (after) add(after.profileId, ofCounters(after.state.counters), 1);
    carryNames(work, before, after);
    if (!before || !after || !samePlace(before, after)) {
      if (before?.profileId) identities.add(before.profileId);
      if (after) identities.add(after.profileId);
    }
  }
  for (const { before, after } of sessions) {
    if (before) add(before.row.profile_id, ofSession(before), -1);
    if (after) add(after.row.profile_id, ofSession(after), 1);
  }
  for (const [profileId, change] of figures) {
    const sum = addCounters(store.figures(profileId) ?? NO_FIGURES, change);
    store.putFigures(profileId, sum.message_count > 0 ? sum : undefined);
  }

  const kinds = carryFacets(work);
  for (const accountId of kinds.get('')?.keys() ?? []) {
    const account = store.merged(`g:${accountId}`, 'account', accountId);
    store.putAccount(accountId, account && accountRow(accountId, account));
  }
  for (const profileId of new Set([...figures.keys(), ...identities, ...kinds.keys()])) {
    // Ids that were looked at may name nobody who has a profile.
    if (profileId === '' || !(figures.has(profileId) || store.figures(profileId))) continue;
    writeProfile(work, profileId, kinds.get(profileId) ?? new Map(), identities.has(profileId));
  }
}

function samePlace(before: Atom, after: Atom): boolean {
  return before.profileId === after.profileId && comparePositions(before.start, after.start) === 0;
}

function ofCounters(counters: Counters): ProfileFigures {
  return { ...counters, session_count: 0, session_duration_ms: 0 };
}

function ofSession(session: Session): ProfileFigures {
  return { ...NO_COUNTERS, session_count: 1, session_duration_ms: session.row.duration_ms };
}

function carryNames({ store }: Work, before: Atom | undefined, after: Atom | undefined): void {
  if (before?.profileId === after?.profileId && before?.state.names === after?.state.names) return;
  const changes = new Map<string, { profileId: string; name: string; day: string; count: number }>();
  const add = (atom: Atom | undefined, sign: 1 | -1) => {
    if (!atom?.profileId) return;
    for (const [name, days] of atom.state.names) {
      for (const [day, count] of days) {
        const key = JSON.stringify([atom.profileId, name, day]);
        const change = changes.get(key) ?? { profileId: atom.profileId, name, day, count: 0 };
        changes.set(key, { ...change, count: change.count + sign * count });
      }
    }
  };
  add(before, -1);
  add(after, 1);
  for (const { profileId, name, day, count } of changes.values()) {
    if (count !== 0) store.addEventCount(profileId, name, day, count);
  }
}

// Facet keys that changed, by owning profile (or '' for accounts), each with the kinds it changed under.
type ChangedFacets = Map<string, Map<string, FacetKind>>;

function carryFacets(work: Work): ChangedFacets {
  const { store } = work;
  const changed: ChangedFacets = new Map();
  const lost = new Map<string, { owner: string; kind: FacetKind; key: string }>();
  const note = (profileId: string, kind: FacetKind, key: string) => {
    const id = kind === 'account' ? '' : profileId;
    changed.set(id, (changed.get(id) ?? new Map()).set(kind === 'account' ? key : `${kind}/${key}`, kind));
  };
  const gain = (atom: Atom, kind: FacetKind, key: string, state: FacetState) => {
    const owner = ownerOf(atom.profileId, kind, key);
    const own = store.facet(owner, kind, key, atom.id);
    store.putFacet(owner, kind, key, atom.id, own ? mergeFacets(kind, own, state) : state);
    const merged = store.merged(owner, kind, key);
    store.putMerged(owner, kind, key, merged ? mergeFacets(kind, merged, state) : state);
    note(atom.profileId, kind, key);
  };
  for (const [id, before] of work.before) {
    const after = store.atom(id);
    if (before && before.profileId !== after?.profileId) {
      for (const { owner, kind, key, state } of store.facetsOfAtom(id)) {
        store.deleteFacet(owner, kind, key, id);
        lost.set(JSON.stringify([owner, kind, key]), { owner, kind, key });
        note(before.profileId, kind, key);
        if (after) gain(after, kind, key, state);
      }
    }
    if (after) for (const { kind, key, state } of work.facets.get(id) ?? []) gain(after, kind, key, state);
  }
  for (const { owner, kind, key } of lost.values()) {
    const states = store.facetStates(owner, kind, key);
    const [first, ...rest] = states;
    store.putMerged(owner, kind, key, first && rest.reduce((a, b) => mergeFacets(kind, a, b), first));
  }
  return changed;
}

function ownerOf(profileId: string, kind: FacetKind, key: string): string {
  return kind === 'account' ? `g:${key}` : profileId;
}
