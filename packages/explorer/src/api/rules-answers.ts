/** What operators decided that applies to all history: `GET /api/rules`. */
export interface Rules {
  readonly identity_policy: 'device' | 'first-device' | 'none' | 'session';
  readonly session_gap_ms: number;
  readonly anonymous_profiles: 'all' | 'none' | 'survey';
  /** Properties of events that are traits too. */
  readonly mappings: readonly { readonly event: string; readonly property: string; readonly trait: string }[];
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
  /** The largest first. */
  readonly moves: readonly { readonly from: string; readonly to: string; readonly event_count: number }[];
}
