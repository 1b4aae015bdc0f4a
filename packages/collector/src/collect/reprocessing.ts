import { DecisionError } from '@kith/fold';
import { formatTime, isObject, parseTime } from '@kith/protocol';

/** Which refused messages to read again, a slice at a time. */
export interface Reprocessing {
  /** Only those refused with this code; null for all but `definition_budget`. */
  readonly code: string | null;
  /** Only those received since, ISO-8601 in UTC; null for all. */
  readonly since: string | null;
  /** Only those behind this `rejected_id`, where the slice before ended. */
  readonly after: number;
  /** Whether to change nothing, and only say what would become of them. */
  readonly isTrial: boolean;
}

/** What became of refused messages that were read again. */
export interface Reprocessed {
  /** Where the next slice begins; null when all were read. */
  readonly next: number | null;
  readonly accepted: number;
  readonly duplicate: number;
  readonly erased: number;
  readonly expired: number;
  /** Refused again. */
  readonly rejected: number;
  /** Of which too little was kept. */
  readonly unreadable: number;
}

/** Reads what to read again from a parsed body. @throws DecisionError when it makes no sense. */
export function readReprocessing(body: unknown): Reprocessing {
  const { code = null, since = null, after = 0, isTrial = false } = isObject(body) ? body : {};
  if (code !== null && typeof code !== 'string') throw new DecisionError('code must be that of a refusal');
  const time = since === null ? null : parseTime(since);
  if (since !== null && !time) throw new DecisionError('since must be an ISO-8601 time');
  if (typeof after !== 'number' || !Number.isSafeInteger(after)) {
    throw new DecisionError('after must be the number that the slice before ended with');
  }
  return { code, since: time ? formatTime(time.ms) : null, after, isTrial: isTrial === true };
}
