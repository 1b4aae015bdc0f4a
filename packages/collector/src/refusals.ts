import type { IngestFailure } from './collect/ingest.ts';
import type { StorageTrouble } from './persist/storage-error.ts';

/** How long a caller should wait before it tries again when the database takes nothing, in seconds. */
export const RETRY_AFTER_S = 5;

/** The answer to a request that cannot be read or stored, whatever the state of the collector. */
export const UNREADABLE: IngestFailure = {
  status: 400,
  code: 'unreadable',
  message: 'the request could not be read: nothing of it was stored',
};

/** The answers to requests that the database does not take. */
export const REFUSALS: Readonly<Record<StorageTrouble, IngestFailure>> = {
  failed: refusal('storage_unavailable', 'the database cannot take events right now'),
  full: refusal('disk_full', 'the disk of the database is full'),
  locked: refusal('database_locked', 'another program has locked the database'),
  unfit: UNREADABLE,
};

/** What a message is refused with that would bring more new names than its key has left for the day. */
export const OVER_BUDGET = {
  code: 'definition_budget',
  path: '',
  message: 'too many new names of events and traits came with this key today: see KITH_DEFINITION_BUDGET',
};

function refusal(code: string, reason: string): IngestFailure {
  return { status: 503, code, message: `${reason}: send them again later`, retryAfter: RETRY_AFTER_S };
}
