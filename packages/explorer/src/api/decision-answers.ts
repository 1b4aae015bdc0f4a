/** A row of `decisions`. */
export interface DecisionRow {
  readonly decision_id: number;
  readonly kind: string;
  readonly identity: string | null;
  readonly other_identity: string | null;
  readonly value: unknown;
  readonly decided_at: string;
  /** Whether it has not been undone. */
  readonly is_standing: boolean;
}

/** A row of `audit`. */
export interface AuditRow {
  readonly audit_id: number;
  readonly done_at: string;
  readonly actor: string;
  readonly action: string;
  readonly path: string;
  readonly identity: string | null;
  readonly decision_id: number | null;
}

/** A row of `access`. */
export interface AccessRow {
  readonly access_id: number;
  readonly kind: 'key' | 'user';
  readonly name: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly revoked_at: string | null;
}
