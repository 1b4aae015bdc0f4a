import type { JsonObject, JsonValue } from '@kith/protocol';
import type { Trust } from './event.ts';
import type { Position } from './order.ts';

/**
 * A facet is what an atom says under one key: a trait, a membership, a survey response. Merging states is associative
 * and commutative, so the facet of a person is the merge over their atoms in any order.
 */
export type Facet =
  | { readonly kind: 'account'; readonly key: string; readonly state: AccountState }
  | { readonly kind: 'content'; readonly key: string; readonly state: ContentState }
  | { readonly kind: 'identifier'; readonly key: string; readonly state: IdentifierState }
  | { readonly kind: 'membership'; readonly key: string; readonly state: MembershipState }
  | { readonly kind: 'survey'; readonly key: string; readonly state: SurveyState }
  | { readonly kind: 'trait'; readonly key: string; readonly state: TraitState };

/** The kinds of facets. `account` belongs to an account, all others to a profile. */
export type FacetKind = Facet['kind'];

/** The state of a facet of a kind. */
export type FacetState<K extends FacetKind = FacetKind> = Extract<Facet, { kind: K }>['state'];

/** What is known of a trait: the newest plain value, and the operations that may count on top of it. */
export interface TraitState {
  /** The highest trust of anything said about the key; what was said with less does not count and is not kept. */
  readonly trust: Trust;
  /** When anything was first said about the key, with whatever trust. */
  readonly first: number;
  /** The newest plain value. null is a removal that older values cannot undo. */
  readonly set: Said | null;
  /** The oldest `$setOnce`, which counts where there is no plain value. */
  readonly once: Said | null;
  /** `$add` amounts behind the newest plain value, by position. */
  readonly adds: readonly { readonly position: Position; readonly amount: number }[];
  /** The latest `$union` or `$remove` of each element behind the newest plain value, by canonical JSON of the element. */
  readonly elements: ReadonlyMap<string, { readonly position: Position; readonly present: boolean }>;
}

/** A value and the event that said it. */
export interface Said {
  readonly position: Position;
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

/** Engagement with one piece of in-app content. The key is the canonical JSON of `[content_type, content_id]`. */
export interface ContentState {
  /** Additive: right because every event is in exactly one atom. */
  readonly count: number;
  readonly first: number;
  readonly last: { readonly position: Position; readonly action: ContentAction; readonly url: string | null };
  /** Of the latest event with a name. */
  readonly name: { readonly position: Position; readonly text: string } | null;
}

/** What a person last did with a piece of content. */
export type ContentAction = 'clicked' | 'completed' | 'dismissed' | 'shown';

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
  /** Texts of the questions, each of the latest event that gives one. */
  readonly questions: ReadonlyMap<string, { readonly position: Position; readonly text: string }>;
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
