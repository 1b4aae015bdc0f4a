/** What operators decided that applies to all history: `GET /api/rules`. */
export interface Rules {
  readonly identity_policy: 'device' | 'first-device' | 'none' | 'session';
  readonly session_gap_ms: number;
  readonly anonymous_profiles: 'all' | 'none' | 'survey';
  /** Properties of events that are traits too. */
  readonly mappings: readonly { readonly event: string; readonly property: string; readonly trait: string }[];
}
