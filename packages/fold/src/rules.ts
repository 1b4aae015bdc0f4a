import { SESSION_GAP_MS } from '@kith/protocol';
import type { Enforcement } from './enforcement.ts';
import type { Position } from './order.ts';

/** Whose anonymous history joins a person's. Semantics, identity rule 6. */
export type IdentityPolicy = 'device' | 'first-device' | 'none' | 'session';

/**
 * What operators decided about how everything is to be read. Rules apply to all history: the state is a function of the
 * events and the rules in force, whenever either came.
 */
export interface Rules {
  readonly identityPolicy: IdentityPolicy;
  /** A session ends when the gap to the next activity is more than this, in ms. */
  readonly sessionGapMs: number;
  /** Pairs that an operator has separated, as {@link pairKey}. */
  readonly unlinked: ReadonlySet<string>;
  /** What an operator has joined, under each of the two identifiers: {@link mergesByIdentity} makes it. */
  readonly merges: ReadonlyMap<string, readonly Merge[]>;
  /** Track event name → property → trait key: properties that fold as traits of the person. */
  readonly mappings: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** When browsers had to prove who their users are. */
  readonly enforced: readonly Enforcement[];
}

/** That a device is a user's, or that a user is another user, because an operator says so. */
export interface Merge {
  /** `a:<anonymousId>`, or the user who becomes part of the other as `u:<userId>`. */
  readonly identity: string;
  /** The userId of the other. */
  readonly user: string;
  /** Of the decision, among the messages that link. */
  readonly position: Position;
}

/** The rules of a file nobody has decided anything about. */
export const DEFAULT_RULES: Rules = {
  identityPolicy: 'device',
  sessionGapMs: SESSION_GAP_MS,
  unlinked: new Set(),
  merges: new Map(),
  mappings: new Map(),
  enforced: [],
};

/** The key of an unordered pair of identifiers, each `u:<userId>` or `a:<anonymousId>`. */
export function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b].sort());
}

/** Merges under each of the two identifiers they join. */
export function mergesByIdentity(merges: Iterable<Merge>): Rules['merges'] {
  const byIdentity = new Map<string, Merge[]>();
  for (const merge of merges) {
    for (const end of [merge.identity, `u:${merge.user}`]) byIdentity.set(end, [...(byIdentity.get(end) ?? []), merge]);
  }
  return byIdentity;
}

/** The identifiers that one of two sets of rules separates or joins and the other does not. */
export function differentlyLinked(before: Rules, after: Rules): Set<string> {
  const pairs = [...before.unlinked, ...after.unlinked].filter(
    (pair) => before.unlinked.has(pair) !== after.unlinked.has(pair),
  );
  const found = new Set(pairs.flatMap((pair) => JSON.parse(pair) as string[]));
  for (const end of new Set([...before.merges.keys(), ...after.merges.keys()])) {
    if (JSON.stringify(before.merges.get(end)) !== JSON.stringify(after.merges.get(end))) found.add(end);
  }
  return found;
}
