import type { Value } from './answers.ts';

/** What the doctor found: `GET /api/doctor`. */
export interface DoctorReport {
  readonly data: readonly Finding[];
  readonly growth: {
    readonly database_bytes: number;
    readonly event_count: number;
    readonly bytes_per_event: number | null;
    readonly events_per_day: number | null;
    readonly bytes_per_day: number | null;
  };
}

/** One check; it found nothing where its count is 0. */
export interface Finding {
  readonly name: string;
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  readonly count: number;
  readonly examples: readonly Readonly<Record<string, Value>>[];
}

/** A row of `loss_ledger`, or the sum of those of a day. */
export interface Loss {
  readonly day: string;
  readonly browser_name?: string | null;
  readonly browser_version?: string | null;
  readonly sent_count: number;
  readonly arrived_count: number;
  readonly missing_count: number;
}

/** A row of `duplicates`. */
export interface Duplicate {
  readonly kind: 'email' | 'phone' | 'token';
  readonly identifier: string;
  readonly profile_id: string;
  readonly profile_count: number;
}
