import type { JsonObject, JsonValue } from '@kith/protocol';
import type { Trust } from './event.ts';
import type { Position } from './order.ts';

/**
 * A facet is what an atom says under one key: a trait, a membership, a survey response. Its state is a join-semilattice:
 * merging is associative, commutative and idempotent, so the facet of a person is the merge over their atoms in any order.
 */
export type Facet =
  | { readonly kind: 'account'; readonly key: string; readonly state: AccountState }
  | { readonly kind: 'identifier'; readonly key: string; readonly state: IdentifierState }
  | { readonly kind: 'membership'; readonly key: string; readonly state: MembershipState }
  | { readonly kind: 'survey'; readonly key: string; readonly state: SurveyState }
  | { readonly kind: 'trait'; readonly key: string; readonly state: TraitState };

/** The kinds of facets. `account` belongs to an account, all others to a profile. */
export type FacetKind = Facet['kind'];

/** The state of a facet of a kind. */
export type FacetState<K extends FacetKind = FacetKind> = Extract<Facet, { kind: K }>['state'];

/** Newest by (trust, position) wins. */
export interface TraitState {
  readonly trust: Trust;
  readonly position: Position;
  /** null is a removal that older values cannot undo. */
  readonly value: JsonValue;
}

/** The person's group calls for one account. */
export interface MembershipState {
  readonly first: number;
  readonly last: Position;
  readonly trust: Trust;
}

/** What group calls say of an account. */
export interface AccountState {
  readonly created: number;
  readonly traits: ReadonlyMap<string, TraitState>;
}

/** The earliest event that names the identifier. The key is `kind:identifier`. */
export interface IdentifierState {
  readonly first: Position;
}

/** One survey response. The key is the canonical JSON of `[survey_id, response_id]`. */
export interface SurveyState {
  readonly firstViewed: number | null;
  readonly lastViewed: number | null;
  readonly started: number | null;
  readonly lastAnswered: number | null;
  readonly completed: number | null;
  readonly dismissed: number | null;
  /** The current answer set: the greatest (seq, position) wins. */
  readonly answers: AnswersState | null;
  /** Its earliest event, which gives page, language, device and session. */
  readonly origin: OriginState;
  /** Of the latest event with a survey name. */
  readonly name: { readonly position: Position; readonly text: string } | null;
}

/** The answers a step carried: all so far, on the path taken. */
export interface AnswersState {
  readonly seq: number;
  readonly position: Position;
  readonly trust: Trust;
  readonly answers: JsonObject;
}

/** Where a response began. */
export interface OriginState {
  readonly position: Position;
  readonly url: string | null;
  readonly language: string | null;
  readonly deviceType: string | null;
}
