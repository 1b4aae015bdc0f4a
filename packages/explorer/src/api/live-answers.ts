/** Messages that arrived: the data of an event of `GET /api/live`. */
export interface Arrivals {
  /** The oldest first. */
  readonly data: readonly Arrival[];
  /** Whether nothing was left out. */
  readonly is_complete: boolean;
}

/** A message as it arrived. */
export interface Arrival {
  readonly message_id: string;
  readonly source: string;
  readonly type: 'alias' | 'group' | 'identify' | 'page' | 'screen' | 'track';
  readonly name: string | null;
  /** Whose it is, as far as that is known. */
  readonly profile_id: string | null;
  /** Their name or email address; without the scope `profiles` it is not told. */
  readonly person_name?: string | null;
  readonly user_id: string | null;
  readonly anonymous_id: string | null;
  readonly group_id: string | null;
  readonly timestamp: string;
  readonly received_at: string;
  readonly path: string | null;
  readonly country: string | null;
  readonly device_type: string | null;
  readonly browser_name: string | null;
  readonly is_bot: boolean;
}
