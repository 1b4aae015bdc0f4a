/**
 * The rows of the derived relations, named and shaped as the columns an engineer sees in SQL: times are ISO-8601 UTC
 * text with milliseconds, durations ms, booleans 0/1, JSON as canonical text.
 */

/** Where an event was put: whose it is, and in which session. Keyed by (message_id, stream). */
export interface EventPlacement {
  readonly message_id: string;
  /** `a:<anonymousId>` or `u:<userId>`. */
  readonly stream: string;
  readonly profile_id: string;
  /** Null for server messages and for inactive ones with no session of their person around them. */
  readonly session_id: string | null;
}

/** The attribute columns of a session; on profiles each appears twice, as `first_…` and `last_…`. */
export interface AttributeColumns {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** ISO 3166-2, as `DE-BE`. */
  readonly region: string | null;
  readonly city: string | null;
  readonly device_type: string | null;
  readonly os_name: string | null;
  readonly os_version: string | null;
  readonly browser_name: string | null;
  readonly browser_version: string | null;
  readonly application: string | null;
  readonly application_version: string | null;
  readonly host: string | null;
  readonly campaign_source: string | null;
  readonly campaign_medium: string | null;
  readonly campaign_name: string | null;
  readonly campaign_term: string | null;
  readonly campaign_content: string | null;
  readonly click_id: string | null;
  readonly referrer: string | null;
  readonly landing_page: string | null;
}

/** One uninterrupted visit of one person on one stream. */
export interface SessionRow extends AttributeColumns {
  /** `<stream>/<messageId of its first activity>`, with `/` and `%` of the message id percent-encoded. */
  readonly session_id: string;
  readonly profile_id: string;
  readonly anonymous_id: string | null;
  readonly started_at: string;
  readonly ended_at: string;
  readonly duration_ms: number;
  /** Track messages. */
  readonly event_count: number;
  /** Page and screen messages. */
  readonly page_count: number;
  /** All messages of the session, inactive ones included. */
  readonly message_count: number;
  readonly entry_url: string | null;
  readonly exit_url: string | null;
  readonly rage_click_count: number;
  readonly dead_click_count: number;
  readonly error_click_count: number;
  readonly replay_url: string | null;
}

type Prefixed<T, P extends string> = { readonly [K in keyof T & string as `${P}_${K}`]: T[K] };

/** A person, or a device nobody is known to own. */
export interface ProfileRow extends Prefixed<AttributeColumns, 'first'>, Prefixed<AttributeColumns, 'last'> {
  /** `u:<canonical userId>` or `a:<anonymousId>`. */
  readonly profile_id: string;
  readonly type: 'anonymous' | 'customer' | 'identified';
  readonly user_id: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly gender: string | null;
  readonly birthday: string | null;
  readonly timezone: string | null;
  readonly language: string | null;
  readonly msg_email: number | null;
  readonly msg_push: number | null;
  readonly msg_sms: number | null;
  readonly msg_whatsapp: number | null;
  /** Of the latest group call. */
  readonly account_id: string | null;
  /** Of the earliest message. */
  readonly created_at: string;
  /** Start of the first session; null for people known from backends only. */
  readonly first_seen_at: string | null;
  /** End of the session with the latest activity. */
  readonly last_seen_at: string | null;
  /** The createdAt trait. */
  readonly signed_up_at: string | null;
  readonly event_count: number;
  readonly page_count: number;
  readonly message_count: number;
  readonly session_count: number;
  readonly session_duration_ms: number;
  /** Survey responses that were viewed. */
  readonly survey_view_count: number;
  /** Survey responses with at least one answer, or completed. */
  readonly survey_response_count: number;
  /** JSON object of the contact traits. */
  readonly traits: string;
  /** The is_test_user trait says yes. An operator's mark comes on top. */
  readonly is_test: number;
  readonly is_bot: number;
}

/** An identifier that leads to a profile, with the message and the rule that made it so. Keyed (kind, identifier, profile_id). */
export interface IdentityRow {
  readonly kind: 'anonymous' | 'email' | 'external' | 'phone' | 'token' | 'user';
  readonly identifier: string;
  readonly profile_id: string;
  readonly linked_at: string;
  readonly rule: 'alias' | 'claim' | 'device' | 'merge' | 'named' | 'trait' | 'user';
  /** `decision:<decision_id>` where an operator made the link. */
  readonly message_id: string;
}

/** The current value of a trait that a message gave. Keyed (profile_id, trait_group, key). */
export interface TraitRow {
  readonly profile_id: string;
  readonly key: string;
  readonly trait_group: 'contact' | 'survey';
  /** Canonical JSON text. */
  readonly value: string;
  /** Of the earliest message about it; of answers the earliest among the current ones. */
  readonly first_at: string;
  readonly updated_at: string;
  readonly message_id: string;
  readonly trust: 'server' | 'unverified' | 'verified';
}

/** An account (company) as its group calls describe it; totals over its members are computed by the `accounts` view. */
export interface AccountRow {
  readonly account_id: string;
  readonly name: string | null;
  readonly traits: string;
  /** Of the earliest group call that names it. */
  readonly created_at: string;
  readonly signed_up_at: string | null;
}

/** That a person belongs to an account. Keyed (profile_id, account_id). */
export interface MembershipRow {
  readonly profile_id: string;
  readonly account_id: string;
  readonly first_at: string;
  readonly last_at: string;
  readonly trust: 'server' | 'unverified' | 'verified';
}

/** One response to one survey. Keyed (profile_id, survey_id, response_id). */
export interface SurveyResponseRow {
  readonly response_id: string;
  readonly survey_id: string;
  readonly survey_name: string | null;
  readonly profile_id: string;
  /** Of the response's earliest message. */
  readonly session_id: string | null;
  readonly state: 'completed' | 'dismissed' | 'partial' | 'partial_dismissed' | 'viewed';
  readonly first_viewed_at: string | null;
  readonly last_viewed_at: string | null;
  readonly started_at: string | null;
  readonly last_answered_at: string | null;
  readonly completed_at: string | null;
  readonly dismissed_at: string | null;
  /** Canonical JSON object, question id → answer: the current answer set. */
  readonly answers: string;
  readonly url: string | null;
  readonly language: string | null;
  readonly device_type: string | null;
}

/** The answer to one question of a survey response, of its current answer set. Keyed (profile_id, survey_id, response_id, question_id). */
export interface SurveyAnswerRow {
  readonly profile_id: string;
  readonly survey_id: string;
  readonly response_id: string;
  readonly question_id: string;
  /** The question's text, of the latest message of the response which gives it. */
  readonly question: string | null;
  /** Canonical JSON text, never null. */
  readonly answer: string;
  readonly answered_at: string;
  readonly message_id: string;
}

/** What a person did with a piece of in-app content. Keyed (profile_id, content_type, content_id). */
export interface EngagementRow {
  readonly profile_id: string;
  readonly content_type: string;
  readonly content_id: string;
  /** The latest name given. */
  readonly name: string | null;
  readonly first_at: string;
  readonly last_at: string;
  readonly last_action: 'clicked' | 'completed' | 'dismissed' | 'shown';
  readonly last_message_id: string;
  /** Of the latest message. */
  readonly url: string | null;
  /** Messages of any action. */
  readonly count: number;
}

/** How often a person did something on a UTC day. Keyed (profile_id, name, day). Track events only. */
export interface EventCountRow {
  readonly profile_id: string;
  readonly name: string;
  /** `2026-11-22`. */
  readonly day: string;
  readonly count: number;
}

/** A name of track events, as it is in use. Keyed by name. */
export interface EventDefinitionRow {
  readonly name: string;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  /** Events of the name, whoever did them. */
  readonly count: number;
}

/** A trait, as people have it. Keyed (trait_group, key). */
export interface TraitDefinitionRow {
  readonly trait_group: TraitRow['trait_group'];
  readonly key: string;
  /** The type of all its values, `mixed` where there are several. */
  readonly type: string;
  /** JSON object: how many people have a value of each type. */
  readonly types: string;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  /** People who have it. */
  readonly count: number;
}

/** Everything derived from a set of events: what the incremental fold, a rebuild and the naive reference must agree on. */
export interface Relations {
  readonly events: readonly EventPlacement[];
  readonly profiles: readonly ProfileRow[];
  readonly identities: readonly IdentityRow[];
  readonly sessions: readonly SessionRow[];
  readonly traits: readonly TraitRow[];
  readonly accounts: readonly AccountRow[];
  readonly memberships: readonly MembershipRow[];
  readonly survey_responses: readonly SurveyResponseRow[];
  readonly survey_answers: readonly SurveyAnswerRow[];
  readonly engagements: readonly EngagementRow[];
  readonly event_counts: readonly EventCountRow[];
  readonly event_definitions: readonly EventDefinitionRow[];
  readonly trait_definitions: readonly TraitDefinitionRow[];
}
