import { compareText, type JsonValue } from '@kith/protocol';
import { type Campaign, type Event, TRUST } from '../src/event.ts';
import { compareCopies, comparePositions, positionOf } from '../src/order.ts';
import { type IdentityPolicy, pairKey, type Rules } from '../src/rules.ts';

/** That a device is a person's: a message with both ids, an alias from the device's id, or an operator's word. */
export interface Claim {
  readonly device: string;
  readonly user: string;
  readonly event: Event;
  readonly rule: 'alias' | 'claim' | 'merge';
}

/** An accepted alias between two users, or an operator's word that they are one. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** The alias; of an operator's word what stands for it in the order of messages. */
  readonly event: Event;
  readonly rule: 'alias' | 'merge';
}

/** What one message says about one trait: a value, or an operation on the value. */
export interface Statement {
  readonly event: Event;
  readonly operator: '$add' | '$remove' | '$set' | '$setOnce' | '$union';
  /** The value, the amount, or the elements. */
  readonly value: JsonValue;
}

/** A property of an event which folds as a trait. */
interface MappedProperty {
  readonly property: string;
  readonly key: string;
}

/**
 * The decisions of the fold which are easy to get wrong, each in one place. The laws' own test replaces one at a time
 * by a well-known mistake and expects the laws to notice.
 */
export interface Habits {
  /** Whether a copy takes the place of the one which holds its message id. */
  readonly copyWins: (candidate: Event, holder: Event) => boolean;
  /** Whether what a message claims to be or to know does not count. */
  readonly isMuted: (event: Event, rules: Rules) => boolean;
  /** The one order: negative when `a` comes first. */
  readonly compare: (a: Event, b: Event) => number;
  /** What device sessions are made of: the activity of one stream. */
  readonly sessionStream: (event: Event, stream: string) => string;
  /** Whether activity this long after the last one continues its session. */
  readonly continues: (gapMs: number, longestMs: number) => boolean;
  /** How long after its end a session is still around messages which are no activity. */
  readonly lingerMs: (rules: Rules) => number;
  /** Whether the session is cut between two neighbours with these profiles. */
  readonly splits: (before: string, after: string) => boolean;
  /** Whether an alias may join two users. */
  readonly mayJoin: (alias: Event) => boolean;
  /** Edges which follow from claims alone: none. Two people who share a device stay two. */
  readonly impliedEdges: (claims: readonly Claim[]) => readonly Edge[];
  /** Whether an operator has separated two users by refusing the alias of the first to the second. */
  readonly areApart: (rules: Rules, previous: string, user: string) => boolean;
  /** Whether a claim counts. */
  readonly holds: (rules: Rules, claim: Claim) => boolean;
  /** Whether an alias from a device whose claim does not count is tried as one between users: never. */
  readonly fallsThrough: boolean;
  /** Whether a user's messages on a device draw its anonymous ones to the user. */
  readonly attracts: (rules: Rules, device: string, user: string) => boolean;
  /** Whose a device is outside its users' sessions, from its claims: a canonical user, or null for nobody's. */
  readonly ownerOf: (claims: readonly Claim[], nameOf: (user: string) => string) => string | null;
  /** Whether what precedes a login within a session may join. */
  readonly mayFollow: (policy: IdentityPolicy) => boolean;
  /** Whether a session without a login may join the sole claimer of its device. */
  readonly mayOwn: (policy: IdentityPolicy) => boolean;
  /** From where a run of anonymous messages is compared with the first claim: from its first activity, whichever of its messages asks. */
  readonly judgedFrom: (run: readonly Event[], asking: Event) => Event | null;
  /** Whether a device is the first of the person with these claims, in order. Of an alias's two it is the one which sent it. */
  readonly isFirstDevice: (device: string, user: string | null, claims: readonly Claim[]) => boolean;
  /** Where a visit came from, from its activity in order. */
  readonly campaignOf: (activity: readonly Event[]) => Campaign | null;
  /** Which messages' properties may fold as traits. */
  readonly mayDescribe: (event: Event) => boolean;
  /** The mapped properties of one message, those first which win. */
  readonly precedence: (mapped: readonly MappedProperty[]) => readonly MappedProperty[];
  /** Whether operators mean something in a message. */
  readonly mayOperate: (event: Event) => boolean;
  /** Those of the statements about a trait which are believed. */
  readonly believed: (statements: readonly Statement[]) => readonly Statement[];
  /** Whether what one message says of a trait is newer than what another says. */
  readonly isNewer: (candidate: Event, holder: Event) => boolean;
  /** Of several `$setOnce`, in order, the one that counts. */
  readonly once: (statements: readonly Statement[]) => Statement | undefined;
  /** Whether an operation adds to the value it starts from. */
  readonly isLater: (operation: Statement, base: Statement) => boolean;
  /** Whether a value can be added to. */
  readonly isSummable: (start: JsonValue | undefined) => boolean;
  /** The sum of numbers. */
  readonly sum: (numbers: readonly number[]) => number;
  /** The operations on elements in the order in which they take effect. */
  readonly inEffect: (operations: readonly Statement[]) => readonly Statement[];
  /** The current answers of a response, from the answers of its steps in order of seq. */
  readonly answersOf: (steps: readonly (Readonly<Record<string, JsonValue>> | null)[]) => Record<string, JsonValue>;
  /** The latest of a person's messages about a piece of content, from all in order. */
  readonly latestEngagement: (events: readonly Event[]) => Event;
}

/** The habits as they should be. */
export const HABITS: Habits = {
  copyWins: (candidate, holder) => compareCopies(candidate, holder) < 0,
  isMuted: ({ trust, receivedAt }, { enforced }) =>
    trust === TRUST.unverified && enforced.some(([from, to]) => from <= receivedAt && receivedAt < to),
  compare: (a, b) => comparePositions(positionOf(a), positionOf(b)),
  sessionStream: (_event, stream) => stream,
  continues: (gapMs, longestMs) => gapMs <= longestMs,
  lingerMs: (rules) => rules.sessionGapMs,
  splits: (before, after) => before !== after,
  mayJoin: (alias) => alias.trust === TRUST.server,
  impliedEdges: () => [],
  areApart: (rules, previous, user) => rules.unlinked.has(pairKey(`u:${previous}`, `u:${user}`)),
  holds: (rules, { device, user }) => !rules.unlinked.has(pairKey(`a:${device}`, `u:${user}`)),
  fallsThrough: false,
  attracts: (rules, device, user) => !rules.unlinked.has(pairKey(`a:${device}`, `u:${user}`)),
  ownerOf: (claims, nameOf) => {
    const names = new Set(claims.map((claim) => nameOf(claim.user)));
    return names.size === 1 ? ([...names][0] ?? null) : null;
  },
  mayFollow: (policy) => policy !== 'none',
  mayOwn: (policy) => policy === 'device' || policy === 'first-device',
  judgedFrom: (run) => run[0] ?? null,
  isFirstDevice: (device, _user, claims) => claims[0]?.device === device,
  campaignOf: (activity) => activity[0]?.campaign ?? null,
  mayDescribe: (event) => event.type === 'track',
  precedence: (mapped) => mapped.toSorted((a, b) => compareText(a.property, b.property)),
  mayOperate: (event) => event.type === 'identify',
  believed: (statements) => {
    const highest = Math.max(...statements.map(({ event }) => event.trust));
    return statements.filter(({ event }) => event.trust === highest);
  },
  isNewer: (candidate, holder) => HABITS.compare(candidate, holder) > 0,
  once: (statements) => statements[0],
  isLater: (operation, base) => HABITS.isNewer(operation.event, base.event),
  isSummable: (start) => start === undefined || start === null || typeof start === 'number',
  sum: exactSum,
  inEffect: (operations) => operations,
  answersOf: (steps) => steps.at(-1) ?? Object.create(null),
  latestEngagement: (events) => events[events.length - 1]!,
};

/** The sum of decimal numbers as on paper, without the errors of binary fractions. */
function exactSum(numbers: readonly number[]): number {
  const terms = numbers.map((number) => {
    const [digits = '', exponent = '0'] = String(number).split('e');
    const [whole = '', fraction = ''] = digits.split('.');
    return { coefficient: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
  });
  const smallest = Math.min(...terms.map(({ exponent }) => exponent));
  const total = terms.reduce(
    (sum, { coefficient, exponent }) => sum + coefficient * 10n ** BigInt(exponent - smallest),
    0n,
  );
  return Number(`${total}e${smallest}`);
}
