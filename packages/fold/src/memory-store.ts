import { compareText, dayOf } from '@kith/protocol';
import type { Atom } from './atom.ts';
import { definitionsOfEvents, definitionsOfTraits } from './definitions.ts';
import { type Event, streamOf, TRUST } from './event.ts';
import type { EventDay } from './event-day.ts';
import type { FacetKind, FacetState } from './facet.ts';
import { type Changes, fold } from './fold.ts';
import type { Edge } from './identity.ts';
import { compareCopies, comparePositions } from './order.ts';
import type {
  AccountRow,
  EngagementRow,
  EventCountRow,
  IdentityRow,
  MembershipRow,
  Relations,
  TraitRow,
} from './rows.ts';
import { DEFAULT_RULES, type Rules } from './rules.ts';
import type { EventKey, Profile, Session, Store, SurveyResponse } from './store.ts';

/** A store in memory: the fold as a plain function from events to relations, for tests and for small sets. */
export interface MemoryStore extends Store {
  /**
   * Takes deliveries in: of several copies the canonical one stays.
   * @returns what is to be folded because of them.
   */
  readonly accept: (deliveries: readonly Event[]) => Changes;
  /** Everything derived, each relation sorted by its key. */
  readonly relations: () => Relations;
}

/** Folds deliveries, duplicates included, into a memory store. */
export function foldDeliveries(store: MemoryStore, deliveries: readonly Event[], rules: Rules = DEFAULT_RULES): void {
  fold(store, store.accept(deliveries), rules);
}

/** An empty store in memory. Not meant for many events: look-ups scan. */
export function memoryStore(): MemoryStore {
  const events = new Map<string, Event>();
  const placements = new Map<string, number>();
  const placedTimes = new Map<string, number>();
  const days = new Map<string, EventDay>();
  const atoms = new Map<number, Atom>();
  const edges = new Map<string, Edge>();
  const names = new Map<string, string>();
  const facets = new Map<string, { owner: string; kind: FacetKind; key: string; atomId: number; state: FacetState }>();
  const merged = new Map<string, { owner: string; kind: FacetKind; key: string; state: FacetState }>();
  const counts = new Map<string, EventCountRow>();
  const sessions = new Map<string, Session>();
  const profiles = new Map<string, Profile>();
  const identities = new Map<string, IdentityRow>();
  const traits = new Map<string, TraitRow>();
  const memberships = new Map<string, MembershipRow>();
  const responses = new Map<string, SurveyResponse>();
  const engagements = new Map<string, EngagementRow>();
  const accounts = new Map<string, AccountRow>();
  let lastAtomId = 0;

  const id = (...parts: readonly (string | number)[]) => JSON.stringify(parts);
  const keyId = (key: EventKey) => id(key.stream, key.messageId);
  const atomsWhere = (test: (atom: Atom) => boolean) =>
    [...atoms.values()].filter(test).sort((a, b) => comparePositions(a.start, b.start));
  const runsOf = (stream: string) => atomsWhere((atom) => atom.stream === stream && atom.kind === 'run');
  const sessionsOf = (profileId: string) => [...sessions.values()].filter((s) => s.row.profile_id === profileId);
  const eventsWhere = (test: (atomId: number) => boolean) =>
    [...placements].filter(([, atomId]) => test(atomId)).map(([key]) => events.get(key) as Event);
  const isFloatAtom = (atom: Atom | undefined) => atom && atom.kind !== 'run' && !(atom.isServer && atom.user !== null);
  const put = <T>(map: Map<string, T>, key: string, value: T | undefined) =>
    value === undefined ? map.delete(key) : map.set(key, value);

  return {
    accept(deliveries) {
      const added = new Map<string, Event>();
      const removed = new Map<string, EventKey>();
      for (const event of deliveries) {
        const key = { stream: streamOf(event), messageId: event.messageId };
        const stored = events.get(keyId(key));
        if (stored && compareCopies(stored, event) <= 0) continue;
        events.set(keyId(key), event);
        added.set(keyId(key), event);
        if (placements.has(keyId(key))) removed.set(keyId(key), key);
      }
      return { added: [...added.values()], removed: [...removed.values()] };
    },
    relations() {
      return {
        events: sorted([...placements], ([key]) => (JSON.parse(key) as string[]).reverse()).map(([key, atomId]) => {
          const [stream, messageId] = JSON.parse(key) as [string, string];
          const atom = atoms.get(atomId) as Atom;
          return { message_id: messageId, stream, profile_id: atom.profileId, session_id: atom.sessionId };
        }),
        profiles: sorted([...profiles.values()], ({ row }) => [row.profile_id]).map(({ row }) => row),
        identities: sorted([...identities.values()], (row) => [row.kind, row.identifier, row.profile_id]),
        sessions: sorted([...sessions.values()], ({ row }) => [row.session_id]).map(({ row }) => row),
        traits: sorted([...traits.values()], (row) => [row.profile_id, row.trait_group, row.key]),
        accounts: sorted([...accounts.values()], (row) => [row.account_id]),
        memberships: sorted([...memberships.values()], (row) => [row.profile_id, row.account_id]),
        survey_responses: sorted([...responses.values()], ({ row }) => [
          row.profile_id,
          row.survey_id,
          row.response_id,
        ]).map(({ row, atomId }) => ({ ...row, session_id: atoms.get(atomId ?? -1)?.sessionId ?? null })),
        survey_answers: sorted(
          [...responses.values()].flatMap(({ answers }) => answers),
          (row) => [row.profile_id, row.survey_id, row.response_id, row.question_id],
        ),
        engagements: sorted([...engagements.values()], (row) => [row.profile_id, row.content_type, row.content_id]),
        event_counts: sorted([...counts.values()], (row) => [row.profile_id, row.name, row.day]),
        event_definitions: sorted(definitionsOfEvents(days.values()), (row) => [row.name]),
        trait_definitions: sorted(definitionsOfTraits([...traits.values()]), (row) => [row.trait_group, row.key]),
      };
    },

    atomOf: (key) => placements.get(keyId(key)),
    timeOf: (key) => placedTimes.get(keyId(key)),
    place(event, atom) {
      const key = keyId({ stream: atom.stream, messageId: event.messageId });
      placements.set(key, atom.id);
      placedTimes.set(key, event.t);
    },
    unplace(key) {
      placements.delete(keyId(key));
      placedTimes.delete(keyId(key));
    },
    events: () => [...events.values()],
    eventsOf: (atomId) => eventsWhere((other) => other === atomId),
    floats: (stream, from, to) =>
      eventsWhere((atomId) => atoms.get(atomId)?.stream === stream && !!isFloatAtom(atoms.get(atomId))).filter(
        ({ t }) => t >= from && t <= to,
      ),

    newAtomId: () => ++lastAtomId,
    atom: (atomId) => atoms.get(atomId),
    runBefore: (stream, position) => runsOf(stream).findLast((run) => comparePositions(run.start, position) < 0),
    runAfter: (stream, position) => runsOf(stream).find((run) => comparePositions(run.start, position) > 0),
    atomAt: (key) =>
      atomsWhere(
        (atom) =>
          atom.stream === key.stream &&
          atom.kind === key.kind &&
          atom.anchor === key.anchor &&
          atom.user === key.user &&
          atom.isServer === key.isServer,
      )[0],
    ridersOf: (run) => atomsWhere((atom) => atom.kind === 'rider' && atom.anchor === String(run.id)),
    atomsOf: (stream) => atomsWhere((atom) => atom.stream === stream),
    firstAtom: (stream, user) => atomsWhere((atom) => atom.stream === stream && atom.user === user)[0],
    firstAtomOfUser: (user) => atomsWhere((atom) => atom.user === user)[0],
    firstAtomOfProfile: (profileId) => atomsWhere((atom) => atom.profileId === profileId)[0],
    putAtom: (atom) => atoms.set(atom.id, atom),
    deleteAtom: (atom) => atoms.delete(atom.id),

    usersOf: (stream, limit) =>
      [
        ...new Set(
          atomsWhere((atom) => atom.stream === stream).flatMap((atom) => (atom.user === null ? [] : [atom.user])),
        ),
      ].slice(0, limit),
    streamsOf: (user) => [...new Set(atomsWhere((atom) => atom.user === user).map((atom) => atom.stream))],
    hasStream: (stream) => atomsWhere((atom) => atom.stream === stream).length > 0,
    erasedClaimerCount: () => 0,
    edgesFrom: (previousId) => [...edges.values()].filter((edge) => edge.previousId === previousId),
    edgesTo: (userId) => [...edges.values()].filter((edge) => edge.userId === userId),
    serverEdges: (id) =>
      [...edges.values()].filter(
        ({ trust, previousId, userId }) => trust === TRUST.server && (previousId === id || userId === id),
      ),
    putEdge: (edge) => edges.set(keyId(edge), edge),
    deleteEdge(key) {
      const edge = edges.get(keyId(key));
      edges.delete(keyId(key));
      return edge;
    },
    canonical: (user) => names.get(user),
    setCanonical: (user, name) => put(names, user, name),

    facet: (owner, kind, key, atomId) => facets.get(id(owner, kind, key, atomId))?.state as never,
    facetStates: (owner, kind, key) =>
      [...facets.values()]
        .filter((facet) => facet.owner === owner && facet.kind === kind && facet.key === key)
        .map(({ state }) => state) as never,
    facetsOfAtom: (atomId) => [...facets.values()].filter((facet) => facet.atomId === atomId),
    putFacet: (owner, kind, key, atomId, state) =>
      facets.set(id(owner, kind, key, atomId), { owner, kind, key, atomId, state }),
    deleteFacet: (owner, kind, key, atomId) => facets.delete(id(owner, kind, key, atomId)),
    merged: (owner, kind, key) => merged.get(id(owner, kind, key))?.state as never,
    mergedOf: (owner, kind) =>
      [...merged.values()]
        .filter((facet) => facet.owner === owner && facet.kind === kind)
        .map(({ key, state }) => [key, state] as const) as never,
    putMerged: (owner, kind, key, state) => put(merged, id(owner, kind, key), state && { owner, kind, key, state }),

    profile: (profileId) => profiles.get(profileId),
    putProfile: (profile) => profiles.set(profile.row.profile_id, profile),
    continueProfile: (profile) => profiles.set(profile.row.profile_id, profile),
    deleteProfile: (profileId) => profiles.delete(profileId),
    addEventCount(profileId, name, day, count) {
      const key = id(profileId, name, day);
      const sum = (counts.get(key)?.count ?? 0) + count;
      put(counts, key, sum === 0 ? undefined : { profile_id: profileId, name, day, count: sum });
    },
    eventDay: (name, day) => days.get(id(name, day)),
    putEventDay: (name, day, value) => put(days, id(name, day), value),
    trackTimes(name, day) {
      const times = eventsWhere(() => true)
        .filter((event) => event.type === 'track' && (event.name ?? '') === name && dayOf(event.t) === day)
        .map(({ t }) => t);
      return { first: Math.min(...times), last: Math.max(...times) };
    },
    session: (sessionId) => sessions.get(sessionId),
    putSession: (session) => sessions.set(session.row.session_id, session),
    continueSession: (session) => sessions.set(session.row.session_id, session),
    deleteSession: (sessionId) => sessions.delete(sessionId),
    firstSession: (profileId) => sessionsOf(profileId).sort((a, b) => comparePositions(a.start, b.start))[0],
    lastSession: (profileId) => sessionsOf(profileId).sort((a, b) => comparePositions(b.end, a.end))[0],
    putIdentities(profileId, rows) {
      for (const [key, row] of identities) if (row.profile_id === profileId) identities.delete(key);
      for (const row of rows) identities.set(id(profileId, row.kind, row.identifier), row);
    },
    changeIdentities(profileId, changes) {
      for (const { kind, identifier, row } of changes) put(identities, id(profileId, kind, identifier), row);
    },
    putTraits(profileId, group, rows) {
      const isOld = (row: TraitRow) => row.profile_id === profileId && row.trait_group === group;
      for (const [key, row] of traits) if (isOld(row)) traits.delete(key);
      for (const row of rows) traits.set(id(profileId, group, row.key), row);
    },
    changeTraits(profileId, group, rows) {
      for (const [key, row] of rows) put(traits, id(profileId, group, key), row);
    },
    putMemberships(profileId, rows) {
      for (const [key, row] of rows) put(memberships, id(profileId, key), row);
    },
    putSurveyResponses(profileId, changes) {
      for (const [key, response] of changes) put(responses, id(profileId, key), response);
    },
    putEngagements(profileId, rows) {
      for (const [key, row] of rows) put(engagements, id(profileId, key), row);
    },
    putAccount: (accountId, row) => put(accounts, accountId, row),
    flush() {},
  };
}

function sorted<T>(rows: T[], key: (row: T) => readonly string[]): T[] {
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => a.key.map((part, index) => compareText(part, b.key[index] ?? '')).find((order) => order !== 0) ?? 0)
    .map(({ row }) => row);
}
