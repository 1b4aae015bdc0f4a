import { SESSION_GAP_MS } from '@kith/protocol';
import type { Enforcement } from './enforcement.ts';

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
  /** Track event name → property → trait key: properties that fold as traits of the person. */
  readonly mappings: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** When browsers had to prove who their users are. */
  readonly enforced: readonly Enforcement[];
}

/** The rules of a file nobody has decided anything about. */
export const DEFAULT_RULES: Rules = {
  identityPolicy: 'device',
  sessionGapMs: SESSION_GAP_MS,
  unlinked: new Set(),
  mappings: new Map(),
  enforced: [],
};

/** The key of an unordered pair of identifiers, each `u:<userId>` or `a:<anonymousId>`. */
export function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b].sort());
}
