import type { Identity, Person, Trait } from './answers.ts';

/** A visit of a person: a row of `sessions`. */
export interface Visit {
  readonly session_id: string;
  readonly profile_id: string;
  readonly anonymous_id: string | null;
  readonly started_at: string;
  readonly ended_at: string;
  readonly duration_ms: number;
  readonly event_count: number;
  readonly page_count: number;
  readonly entry_url: string | null;
  readonly exit_url: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly device_type: string | null;
  readonly os_name: string | null;
  readonly browser_name: string | null;
  readonly campaign_source: string | null;
  readonly referrer: string | null;
  readonly rage_click_count: number;
  readonly dead_click_count: number;
  readonly error_click_count: number;
  readonly replay_url: string | null;
}

/** A row of `events`. */
export interface KnownEvent {
  readonly message_id: string;
  readonly type: 'alias' | 'group' | 'identify' | 'page' | 'screen' | 'track';
  readonly name: string | null;
  readonly profile_id: string;
  readonly user_id: string | null;
  readonly anonymous_id: string | null;
  readonly account_id: string | null;
  readonly session_id: string | null;
  readonly source: string;
  readonly timestamp: string;
  readonly received_at: string;
  readonly url: string | null;
  readonly path: string | null;
  readonly title: string | null;
  readonly country: string | null;
  readonly city: string | null;
  readonly os_name: string | null;
  readonly browser_name: string | null;
  readonly is_server: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
  readonly traits: Readonly<Record<string, unknown>>;
}

/** A response to a survey. */
export interface SurveyResponse {
  readonly profile_id: string;
  readonly response_id: string;
  readonly survey_id: string;
  readonly survey_name: string | null;
  readonly session_id: string | null;
  readonly state: 'completed' | 'dismissed' | 'partial' | 'partial_dismissed' | 'viewed';
  readonly first_viewed_at: string | null;
  readonly last_viewed_at: string | null;
  readonly started_at: string | null;
  readonly last_answered_at: string | null;
  readonly completed_at: string | null;
  readonly dismissed_at: string | null;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly url: string | null;
  readonly language: string | null;
  readonly device_type: string | null;
  readonly counts_as_seen: boolean;
}

/** What a person did with one piece of in-app content. */
export interface Engagement {
  readonly content_type: string;
  readonly content_id: string;
  readonly name: string | null;
  readonly first_at: string;
  readonly last_at: string;
  readonly last_action: 'clicked' | 'completed' | 'dismissed' | 'shown';
  readonly last_message_id: string;
  readonly url: string | null;
  readonly count: number;
  readonly counts_as_seen: boolean;
}

/** What still counts as seen: `GET /api/profiles/:profile_id/seen`. */
export interface Seen {
  readonly surveys: readonly object[];
  readonly content: readonly object[];
}

/** What a decision would change: `POST /api/decisions/preview`. */
export interface Difference {
  readonly before: { readonly profile_count: number; readonly session_count: number };
  readonly after: { readonly profile_count: number; readonly session_count: number };
  /** Profiles that would be no more. */
  readonly joined_count: number;
  /** Profiles that would be new. */
  readonly split_count: number;
  readonly moved_event_count: number;
  /** What gives `before` on the file; with `explain=sql`, where all events were folded. */
  readonly sql?: { readonly profile_count: string; readonly session_count: string };
  /** The largest first. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly event_count: number }[];
}

/** What an erasure would delete. */
export interface ErasurePreview {
  readonly identities: readonly string[];
  readonly event_count: number;
  readonly session_count: number;
  readonly response_count: number;
}

/** What taking a decision answers. */
export interface Decided {
  readonly decision_id: number;
  /** What an erasure took away. */
  readonly erasure?: {
    readonly eventCount: number;
    readonly sessionCount: number;
    readonly responseCount: number;
    readonly isClean: boolean;
    readonly reason?: string;
  };
}

/** A person as known at a time: `GET /api/profiles/:profile_id/as-of`. */
export interface PersonThen {
  readonly profile: Person;
  readonly identities: readonly Identity[];
  readonly traits: readonly Trait[];
  readonly sessions: readonly object[];
}
