/** A value of a column, as answers carry it. */
export type Value = boolean | number | string | null;

/** A page of a list. */
export interface Page<Row> {
  readonly data: readonly Row[];
  /** What asks for the page behind; null at the end. */
  readonly next: string | null;
}

/** Who is logged in. */
export interface Me {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires_at: string | null;
  /** The public key that pages send with. */
  readonly write_key: string | null;
}

/** A column of people or accounts: `GET /api/attributes`. */
export interface Attribute {
  readonly name: string;
  readonly label: string;
  readonly type: 'boolean' | 'date' | 'number' | 'text' | 'time';
  /** What filters may test of it, as `is` or `at_least`. */
  readonly tests: readonly string[];
}

/** Everything that is filtered, sorted and counted by. */
export interface Attributes {
  readonly profiles: readonly Attribute[];
  readonly accounts: readonly Attribute[];
  /** Traits that accounts have. */
  readonly account_traits: readonly Pick<TraitDefinition, 'key' | 'label'>[];
  readonly trait_tests: readonly string[];
}

/** A row of `profiles`. Which attributes there are `GET /api/attributes` says; those below are read by name. */
export interface Person {
  readonly profile_id: string;
  readonly type: 'anonymous' | 'customer' | 'identified';
  readonly name: string | null;
  readonly email: string | null;
  readonly user_id: string | null;
  readonly account_id: string | null;
  readonly first_country: string | null;
  readonly last_country: string | null;
  readonly session_count: number;
  readonly first_seen_at: string | null;
  readonly last_seen_at: string | null;
  readonly signed_up_at: string | null;
  readonly is_excluded: boolean;
  readonly is_test: boolean;
  readonly is_bot: boolean;
  readonly is_control_excluded: boolean;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly [attribute: string]: unknown;
}

/** One person: `GET /api/profiles/:profile_id`. */
export interface WholePerson extends Person {
  readonly identities: readonly Identity[];
  readonly trait_list: readonly Trait[];
  readonly accounts: readonly Membership[];
}

/** An identifier that leads to a person, with what made it so. */
export interface Identity {
  readonly kind: 'anonymous' | 'email' | 'external' | 'phone' | 'token' | 'user';
  readonly identifier: string;
  readonly linked_at: string;
  readonly rule: string;
  /** `decision:` and its number where an operator joined it. */
  readonly message_id: string;
  /** How many people it leads to. */
  readonly person_count: number;
}

/** A trait of a person. */
export interface Trait {
  readonly key: string;
  readonly trait_group: 'account' | 'contact' | 'metadata' | 'survey';
  readonly value: unknown;
  readonly updated_at: string | null;
  readonly message_id: string | null;
  readonly trust: 'server' | 'unverified' | 'verified' | null;
}

/** That a person belongs to an account. */
export interface Membership {
  readonly account_id: string;
  readonly name: string | null;
  readonly first_at: string;
  readonly last_at: string;
  readonly trust: 'server' | 'unverified' | 'verified';
}

/** What a person, or all members of an account, did in a period. */
export interface Overview {
  /** ISO-8601; `to` is the end of the last day. */
  readonly from: string;
  readonly to: string;
  readonly session_count: number;
  readonly session_duration_ms: number;
  readonly average_session_ms: number;
  readonly active_user_count: number;
  readonly event_count: number;
  readonly days: readonly { readonly day: string; readonly event_count: number; readonly session_count: number }[];
  readonly top_events: readonly { readonly name: string; readonly count: number }[];
  readonly top_pages: readonly { readonly page: string; readonly count: number }[];
}

/** A saved filter. */
export interface Segment {
  readonly segment_id: string;
  readonly name: string;
  readonly subject: 'accounts' | 'profiles';
  readonly saved_at: string;
  readonly unknown: readonly { readonly kind: string; readonly name: string }[];
}

/** A saved filter with how many it selects. */
export interface WholeSegment extends Segment {
  readonly filter: object | null;
  readonly count: number;
  /** Whether there are more than `count`. */
  readonly is_capped: boolean;
}

/** How many a filter selects. */
export interface Count {
  readonly count: number;
  readonly is_capped: boolean;
}

/** How many there are of each value of an attribute or a trait. */
export interface ValueCounts {
  readonly data: readonly { readonly value: unknown; readonly count: number }[];
}

/** What is known of an event or a trait, and what people here call it. */
export interface Definition {
  readonly label: string;
  readonly description: string | null;
  readonly first_seen_at: string | null;
  readonly last_seen_at: string | null;
  readonly count: number;
  /** Whether lists to choose from leave it out. */
  readonly is_hidden: boolean;
}

/** A trait that people have. */
export interface TraitDefinition extends Definition {
  readonly key: string;
  readonly trait_group: Trait['trait_group'];
  /** `mixed` where its values are of several types. */
  readonly type: string | null;
  /** How many are of each type. */
  readonly types: Readonly<Record<string, number>>;
}

/** A name of events. */
export interface EventDefinition extends Definition {
  readonly name: string;
  readonly type: string;
}

/** Why something is in a profile. */
export interface Reason {
  readonly subject: string;
  readonly value: string | null;
  readonly rule: string;
  readonly message_id: string | null;
  readonly at: string | null;
}
