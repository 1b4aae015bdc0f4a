import type { Atom, Counters } from './atom.ts';
import type { Event } from './event.ts';
import type { EventDay } from './event-day.ts';
import type { FacetKind, FacetState } from './facet.ts';
import type { Edge } from './identity.ts';
import type { Position } from './order.ts';
import type {
  AccountRow,
  AttributeColumns,
  EngagementRow,
  IdentityRow,
  MembershipRow,
  ProfileRow,
  SessionRow,
  SurveyAnswerRow,
  SurveyResponseRow,
  TraitRow,
} from './rows.ts';
import type { Rules } from './rules.ts';

/** Where the fold works, and by which rules. */
export interface Scope {
  readonly store: Store;
  readonly rules: Rules;
}

/** What names an event: message ids are unique within their stream only. */
export interface EventKey {
  readonly stream: string;
  readonly messageId: string;
}

/** The additive figures of a profile. */
export interface ProfileFigures extends Counters {
  readonly session_count: number;
  readonly session_duration_ms: number;
}

/** A profile as the fold keeps it: its row, and the figures it is made of. */
export interface Profile {
  readonly row: ProfileRow;
  readonly figures: ProfileFigures;
}

/** A session as the fold keeps it: its row, and what the first and last attributes of its person are read from. */
export interface Session {
  readonly row: SessionRow;
  readonly start: Position;
  readonly end: Position;
  /** The same columns as the row's attribute columns, of the session's latest events. */
  readonly last: AttributeColumns;
}

/** An identifier of a profile, and what is to be said of it. */
export interface IdentityChange extends Pick<IdentityRow, 'identifier' | 'kind'> {
  readonly row: IdentityRow | undefined;
}

/** A survey response, its current answers, and the atom of its first message, from which its session is read. */
export interface SurveyResponse {
  readonly atomId: number | undefined;
  readonly row: Omit<SurveyResponseRow, 'session_id'>;
  readonly answers: readonly SurveyAnswerRow[];
}

/**
 * Where the fold keeps its state. It knows no rule; the fold knows no storage. One implementation is in memory, one in
 * SQLite. All calls of one `fold()` see each other's writes; the caller makes them one transaction.
 */
export interface Store {
  // Events and the atom each is in.
  readonly atomOf: (key: EventKey) => number | undefined;
  /** The time with which an event was placed, in ms since 1970. */
  readonly timeOf: (key: EventKey) => number | undefined;
  readonly place: (event: Event, atom: Atom) => void;
  readonly unplace: (key: EventKey) => void;
  /** Every event that was taken in, in a place or not. */
  readonly events: () => Iterable<Event>;
  /** All events of an atom, in any order. */
  readonly eventsOf: (atomId: number) => Event[];
  /** Events in rider and bucket atoms of the stream that are no explicit server messages, with from ≤ t ≤ to. */
  readonly floats: (stream: string, from: number, to: number) => Event[];

  // Atoms.
  readonly newAtomId: () => number;
  readonly atom: (id: number) => Atom | undefined;
  /** The run with the greatest start < position. */
  readonly runBefore: (stream: string, position: Position) => Atom | undefined;
  /** The run with the smallest start > position. */
  readonly runAfter: (stream: string, position: Position) => Atom | undefined;
  readonly atomAt: (key: Pick<Atom, 'stream' | 'kind' | 'anchor' | 'user' | 'isServer'>) => Atom | undefined;
  readonly ridersOf: (run: Atom) => Atom[];
  /** All atoms of a stream, by start. */
  readonly atomsOf: (stream: string) => Atom[];
  /** The atom with the earliest start among those of a user on a stream. */
  readonly firstAtom: (stream: string, user: string) => Atom | undefined;
  /** The atom with the earliest start among those of a user on all streams. */
  readonly firstAtomOfUser: (user: string) => Atom | undefined;
  /** The atom with the earliest start among those of a profile. */
  readonly firstAtomOfProfile: (profileId: string) => Atom | undefined;
  readonly putAtom: (atom: Atom) => void;
  readonly deleteAtom: (atom: Atom) => void;

  // Who named whom.
  /** The users named by events of a stream, or so many of them. */
  readonly usersOf: (stream: string, limit?: number) => string[];
  /** The streams whose events name a user. */
  readonly streamsOf: (user: string) => string[];
  readonly hasStream: (stream: string) => boolean;
  /** How many erased people claimed a device, beside those whose userIds are given: they have come back. */
  readonly erasedClaimerCount: (stream: string, users: readonly string[]) => number;
  readonly edgesFrom: (previousId: string) => Edge[];
  readonly edgesTo: (userId: string) => Edge[];
  /** Edges from and to an id that a secret key vouches for. */
  readonly serverEdges: (id: string) => Edge[];
  readonly putEdge: (edge: Edge) => void;
  readonly deleteEdge: (key: EventKey) => Edge | undefined;
  /** The name of the user's component; undefined while it is the user's own id. */
  readonly canonical: (user: string) => string | undefined;
  readonly setCanonical: (user: string, name: string | undefined) => void;

  // Facets: by owner (a profile, or an account as `g:<id>`), kind, key and atom; and their merge.
  readonly facet: <K extends FacetKind>(
    owner: string,
    kind: K,
    key: string,
    atomId: number,
  ) => FacetState<K> | undefined;
  readonly facetStates: <K extends FacetKind>(owner: string, kind: K, key: string) => FacetState<K>[];
  readonly facetsOfAtom: (atomId: number) => { owner: string; kind: FacetKind; key: string; state: FacetState }[];
  readonly putFacet: (owner: string, kind: FacetKind, key: string, atomId: number, state: FacetState) => void;
  readonly deleteFacet: (owner: string, kind: FacetKind, key: string, atomId: number) => void;
  readonly merged: <K extends FacetKind>(owner: string, kind: K, key: string) => FacetState<K> | undefined;
  readonly mergedOf: <K extends FacetKind>(owner: string, kind: K) => (readonly [key: string, state: FacetState<K>])[];
  readonly putMerged: (owner: string, kind: FacetKind, key: string, state: FacetState | undefined) => void;

  // Profiles, sessions and rows.
  readonly profile: (profileId: string) => Profile | undefined;
  readonly putProfile: (profile: Profile) => void;
  /** Of a profile only last_seen_at, the figures and the latest attributes (but no campaign) have changed. */
  readonly continueProfile: (profile: Profile) => void;
  readonly deleteProfile: (profileId: string) => void;
  readonly addEventCount: (profileId: string, name: string, day: string, count: number) => void;
  readonly eventDay: (name: string, day: string) => EventDay | undefined;
  readonly putEventDay: (name: string, day: string, value: EventDay | undefined) => void;
  /**
   * When the first and the last placed track event of a name happened on a day. Those whose stored copy is not the folded
   * one may be left out: they are removed by and by. Infinity and -Infinity when none is left.
   */
  readonly trackTimes: (name: string, day: string) => Pick<EventDay, 'first' | 'last'>;
  readonly session: (sessionId: string) => Session | undefined;
  readonly putSession: (session: Session) => void;
  /** Of a session, which is the last of its profile and stays it, only the end, the exit, the figures and the latest attributes have changed. */
  readonly continueSession: (session: Session) => void;
  readonly deleteSession: (sessionId: string) => void;
  /** The session with the smallest start. */
  readonly firstSession: (profileId: string) => Session | undefined;
  /** The session with the greatest end. */
  readonly lastSession: (profileId: string) => Session | undefined;
  /** All identifiers of a profile. */
  readonly putIdentities: (profileId: string, rows: readonly IdentityRow[]) => void;
  /** Those that have changed; undefined where they are gone. Anybody can name devices and tokens by the thousand. */
  readonly changeIdentities: (profileId: string, changes: readonly IdentityChange[]) => void;
  /** All traits of a profile in a group. */
  readonly putTraits: (profileId: string, group: TraitRow['trait_group'], rows: readonly TraitRow[]) => void;
  /** Those of a group that have changed, by key; undefined where they are gone. */
  readonly changeTraits: (
    profileId: string,
    group: TraitRow['trait_group'],
    rows: ReadonlyMap<string, TraitRow | undefined>,
  ) => void;
  /** Those that have changed, by account; undefined where they are gone. Anybody can name groups by the thousand. */
  readonly putMemberships: (profileId: string, rows: ReadonlyMap<string, MembershipRow | undefined>) => void;
  /** Likewise, by the key of the facet. */
  readonly putSurveyResponses: (profileId: string, responses: ReadonlyMap<string, SurveyResponse | undefined>) => void;
  /** Likewise, by the key of the facet. */
  readonly putEngagements: (profileId: string, rows: ReadonlyMap<string, EngagementRow | undefined>) => void;
  readonly putAccount: (accountId: string, row: AccountRow | undefined) => void;

  /** The end of a `fold()`: writes what the store has held back. */
  readonly flush: () => void;
}
