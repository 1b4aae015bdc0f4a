/** A row of `accounts`: a company. */
export interface Account {
  readonly account_id: string;
  readonly name: string | null;
  readonly traits: Readonly<Record<string, unknown>>;
  readonly created_at: string | null;
  readonly signed_up_at: string | null;
  readonly first_seen_at: string | null;
  readonly last_seen_at: string | null;
  readonly user_count: number;
  readonly session_count: number;
  readonly session_duration_ms: number;
  readonly event_count: number;
  readonly [attribute: string]: unknown;
}
