import { SESSION_GAP_MS } from '@kith/protocol';
import { type Campaign, type Event, TRUST } from '../src/event.ts';
import { compareCopies, comparePositions, positionOf } from '../src/order.ts';

/** That a device is a person's: a message with both ids, or an alias from the device's id. */
export interface Claim {
  readonly device: string;
  readonly user: string;
  readonly event: Event;
  readonly rule: 'alias' | 'claim';
}

/** An accepted alias between two users. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly event: Event;
}

/**
 * The decisions of the fold which are easy to get wrong, each in one place. The laws' own test replaces one at a time
 * by a well-known mistake and expects the laws to notice.
 */
export interface Rules {
  /** Whether a copy takes the place of the one which holds its message id. */
  readonly copyWins: (candidate: Event, holder: Event) => boolean;
  /** The one order: negative when `a` comes first. */
  readonly compare: (a: Event, b: Event) => number;
  /** What device sessions are made of: the activity of one stream. */
  readonly sessionStream: (event: Event, stream: string) => string;
  /** Whether activity this long after the last one continues its session. */
  readonly continues: (gapMs: number) => boolean;
  /** Whether the session is cut between two neighbours with these profiles. */
  readonly splits: (before: string, after: string) => boolean;
  /** Whether an alias may join two users. */
  readonly mayJoin: (alias: Event) => boolean;
  /** Edges which follow from claims alone: none. Two people who share a device stay two. */
  readonly impliedEdges: (claims: readonly Claim[]) => readonly Edge[];
  /** Whose a device is outside its users' sessions, from its claims: a canonical user, or null for nobody's. */
  readonly ownerOf: (claims: readonly Claim[], nameOf: (user: string) => string) => string | null;
  /** Where a visit came from, from its activity in order. */
  readonly campaignOf: (activity: readonly Event[]) => Campaign | null;
  /** Whether an event's value takes the place of another event's for the same trait. */
  readonly traitWins: (candidate: Event, holder: Event) => boolean;
}

/** The rules as they are. */
export const RULES: Rules = {
  copyWins: (candidate, holder) => compareCopies(candidate, holder) < 0,
  compare: (a, b) => comparePositions(positionOf(a), positionOf(b)),
  sessionStream: (_event, stream) => stream,
  continues: (gapMs) => gapMs <= SESSION_GAP_MS,
  splits: (before, after) => before !== after,
  mayJoin: (alias) => alias.trust === TRUST.server,
  impliedEdges: () => [],
  ownerOf: (claims, nameOf) => {
    const names = new Set(claims.map((claim) => nameOf(claim.user)));
    return names.size === 1 ? ([...names][0] ?? null) : null;
  },
  campaignOf: (activity) => activity[0]?.campaign ?? null,
  traitWins: (candidate, holder) =>
    candidate.trust !== holder.trust ? candidate.trust > holder.trust : RULES.compare(candidate, holder) > 0,
};
