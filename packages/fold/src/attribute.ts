import type { Atom } from './atom.ts';
import { componentOf, devicesOf, isUnlinked, personOf, soleClaimer } from './identity.ts';
import { comparePositions, type Position } from './order.ts';
import { sessionAround } from './place-stream.ts';
import { sessionOf } from './session.ts';
import type { Scope, Session, Store } from './store.ts';
import { remember, type Work } from './work.ts';

/** A session before and after; the one undefined where it is new, the other where it is gone. */
export interface SessionChange {
  readonly before: SessionShare | undefined;
  readonly after: SessionShare | undefined;
}

/** What a session adds to the figures of its person. */
export interface SessionShare {
  readonly profileId: string;
  readonly durationMs: number;
}

/**
 * Decides anew whose the changed atoms are and which session they form, and keeps both with the atoms.
 * Semantics, identity rules 3–5: an explicit user stands; an anonymous run belongs to the nearest preceding user of its
 * device session, else to the nearest following, else to the only person who ever claimed the device, else to the device.
 * Rule 6: the identity policy takes steps away from that.
 */
export function attribute(work: Work): SessionChange[] {
  const { store } = work;
  const seen = new Set<number>();
  const parts: Atom[][] = [];
  for (const atom of atomsToAttribute(work)) {
    if (atom.kind === 'bucket') {
      if (!isAsItWas(work, [atom])) assign(work, atom, personAt(store, atom, looseOwner(work, atom.stream)), null);
      continue;
    }
    const run = atom.kind === 'run' ? atom : store.atom(Number(atom.anchor));
    if (!run || seen.has(run.id)) continue;
    const runs = sessionAround(work, run);
    for (const { id } of runs) seen.add(id);
    const members = runs.flatMap((member) => [member, ...store.ridersOf(member)]);
    parts.push(...(isAsItWas(work, members) ? partsOf(members) : attributeSession(work, runs)));
  }
  return sessionChanges(work, parts);
}

// The usual case: atoms which at the most gained events since they were attributed. Nothing that decides whose they are,
// or who their neighbours are, has changed.
function isAsItWas({ store, rules, before, streams }: Work, atoms: readonly Atom[]): boolean {
  return atoms.every((atom) => {
    if (streams.has(atom.stream)) return false;
    if (!before.has(atom.id)) return true;
    const earlier = before.get(atom.id);
    if (!earlier || comparePositions(earlier.start, atom.start) !== 0) return false;
    if (atom.kind !== 'run' || earlier.end === atom.end) return true;
    const next = store.runAfter(atom.stream, atom.start);
    const isNear = (run: Atom) => next !== undefined && next.start[0] - run.end[0] <= rules.sessionGapMs;
    return isNear(earlier) === isNear(atom);
  });
}

function partsOf(members: readonly Atom[]): Atom[][] {
  const inSession = members.filter(({ sessionId }) => sessionId !== null);
  return [...Map.groupBy(inSession, ({ sessionId }) => sessionId).values()];
}

function atomsToAttribute({ store, before, streams }: Work): Atom[] {
  const changed = [...before.keys()].map((id) => store.atom(id)).filter((atom) => atom !== undefined);
  return [
    ...[...streams].flatMap((stream) => store.atomsOf(stream)),
    ...changed.filter((atom) => !streams.has(atom.stream)),
  ];
}

// Returns the parts of a device session: it is split where the person changes.
function attributeSession(work: Work, runs: readonly Atom[]): Atom[][] {
  const { store } = work;
  const stream = (runs[0] as Atom).stream;
  const owners = runs.map((_, index) => anonymousOwner(work, runs, index));
  const parts: Atom[][] = [];
  for (const [index, run] of runs.entries()) {
    const profileId = personAt(store, run, owners[index]);
    const first = parts.at(-1)?.[0];
    if (first && first.profileId === profileId) {
      parts.at(-1)?.push(assign(work, run, profileId, first.sessionId));
    } else {
      parts.push([assign(work, run, profileId, sessionId(stream, run.start[3]))]);
    }
  }
  for (const part of parts) {
    for (const run of [...part]) {
      for (const rider of store.ridersOf(run)) {
        const index = runs.findIndex(({ id }) => id === run.id);
        const profileId = personAt(store, rider, owners[index]);
        const belongs = !rider.isServer && profileId === run.profileId;
        const assigned = assign(work, rider, profileId, belongs ? run.sessionId : null);
        if (belongs) part.push(assigned);
      }
    }
  }
  return parts;
}

// Streams may hold a slash, message ids here may not: two sessions never share an id.
function sessionId(stream: string, messageId: string): string {
  return `${stream}/${messageId.replace(/[%/]/g, encodeURIComponent)}`;
}

// Whose the anonymous messages at a run are: the run's own, if it has no user, and those that ride on it.
function anonymousOwner(work: Work, runs: readonly Atom[], index: number): string | undefined {
  const { store, rules } = work;
  const run = runs[index] as Atom;
  const attracts = ({ stream, user }: Atom) => user !== null && !isUnlinked(rules, stream, user);
  const preceding = runs.slice(0, index + 1).findLast(attracts)?.user;
  if (preceding || rules.identityPolicy === 'none') return preceding ?? undefined;
  const following = runs.slice(index + 1).find(attracts)?.user ?? undefined;
  if (rules.identityPolicy === 'session') return following;
  const candidate = following ?? soleClaimerOf(work, run.stream);
  if (candidate === undefined || rules.identityPolicy === 'device') return candidate;
  const { device, claim } = firstDevice(work, personOf(store, candidate), run.stream);
  return device === run.stream || (claim && comparePositions(run.start, claim) > 0) ? candidate : undefined;
}

// Asked for each run of a device, and the same for all of them: identities are resolved before anything is attributed.
function soleClaimerOf(work: Work, stream: string): string | undefined {
  const { soleClaimers } = work;
  if (!soleClaimers.has(stream)) soleClaimers.set(stream, soleClaimer(work, stream));
  return soleClaimers.get(stream);
}

// Whose the anonymous messages outside all sessions of a stream are.
function looseOwner(work: Work, stream: string): string | undefined {
  const { identityPolicy } = work.rules;
  if (identityPolicy === 'session' || identityPolicy === 'none') return undefined;
  const sole = soleClaimerOf(work, stream);
  if (sole === undefined || identityPolicy === 'device') return sole;
  return firstDevice(work, sole, stream).device === stream ? sole : undefined;
}

// The device a person claimed first, and when they claimed the given one.
function firstDevice(
  scope: Scope,
  person: string,
  stream: string,
): { readonly device: string | undefined; readonly claim: Position | undefined } {
  const devices = devicesOf(scope, componentOf(scope, person).users);
  // One alias may claim two devices: the one that sent it comes first.
  const [first] = [...devices].sort(
    ([, a], [, b]) =>
      comparePositions(a.position, b.position) || Number(a.rule === 'alias') - Number(b.rule === 'alias'),
  );
  return { device: first && `a:${first[0]}`, claim: devices.get(stream.slice(2))?.position };
}

function personAt(store: Store, atom: Atom, anonymousUser: string | undefined): string {
  const user = atom.user ?? anonymousUser;
  return user === undefined ? atom.stream : `u:${personOf(store, user)}`;
}

function assign(work: Work, atom: Atom, profileId: string, sessionId: string | null): Atom {
  if (atom.profileId === profileId && atom.sessionId === sessionId) return atom;
  remember(work, atom.id, atom);
  const assigned = { ...atom, profileId, sessionId };
  work.store.putAtom(assigned);
  return assigned;
}

function sessionChanges({ store, before }: Work, parts: readonly Atom[][]): SessionChange[] {
  const dirty = new Set<string>();
  for (const [id, atom] of before) {
    for (const sessionId of [atom?.sessionId, store.atom(id)?.sessionId]) if (sessionId) dirty.add(sessionId);
  }
  const dirtyParts = new Map<string, readonly Atom[]>();
  for (const part of parts) {
    const sessionId = part[0]?.sessionId ?? '';
    if (dirty.has(sessionId)) dirtyParts.set(sessionId, part);
  }
  const changes = [...dirty].map((id) => ({ before: shareOf(store.session(id)), part: dirtyParts.get(id), id }));
  for (const { before, part, id } of changes) if (before && !part) store.deleteSession(id);
  return changes.map(({ before, part }) => {
    if (!part) return { before, after: undefined };
    const session = sessionOf(part);
    store.putSession(session);
    return { before, after: shareOf(session) };
  });
}

function shareOf(session: Session): SessionShare;
function shareOf(session: Session | undefined): SessionShare | undefined;
function shareOf(session: Session | undefined): SessionShare | undefined {
  return session && { profileId: session.row.profile_id, durationMs: session.row.duration_ms };
}
