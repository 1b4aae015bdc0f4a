import type { AttributeType } from './attributes.ts';
import type { ValueTest } from './value-test.ts';

/** What a filter selects. */
export type Subject = 'accounts' | 'profiles';

/** A filter of people or accounts as read by {@link parseFilter}: closed, bounded, with nothing in it that is SQL. */
export type Filter =
  | { readonly kind: 'all' | 'any'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter }
  | {
      readonly kind: 'attribute';
      readonly name: string;
      readonly type: AttributeType;
      readonly tests: readonly ValueTest[];
    }
  | { readonly kind: 'trait'; readonly key: string; readonly tests: readonly ValueTest[] }
  | IdentityFilter
  | EventFilter
  | { readonly kind: 'survey'; readonly surveyId: string; readonly state: string | null }
  | {
      readonly kind: 'answer';
      readonly surveyId: string;
      readonly questionId: string;
      readonly tests: readonly ValueTest[];
    }
  | { readonly kind: 'account' | 'member'; readonly filter: Filter }
  | { readonly kind: 'segment'; readonly segmentId: string };

/** Inclusive bounds of how many; no upper one where `most` is null. */
export interface CountBounds {
  readonly least: number;
  readonly most: number | null;
}

/** Which identifiers of a kind somebody has. */
export interface IdentityFilter {
  readonly kind: 'identity';
  readonly identityKind: string;
  readonly tests: readonly ValueTest[];
  /** How many of those that meet the tests; null for one or more, or none where the tests hold for what is not there. */
  readonly count: CountBounds | null;
}

/** How often somebody did something. */
export interface EventFilter {
  readonly kind: 'event';
  /** Name of a track message. */
  readonly name: string;
  /** How often; at least 1 by default, `{ least: 0, most: 0 }` for `did_not`. */
  readonly count: CountBounds;
  readonly window: Window;
  /** Conditions on properties, all of which an event must meet to count. */
  readonly where: readonly { readonly property: string; readonly tests: readonly ValueTest[] }[];
}

/** A period, half-open; ms since 1970. `days` ends now and begins with the UTC day that many days ago. */
export interface Window {
  readonly since: number | null;
  readonly before: number | null;
  readonly days: number | null;
}
