import type { Event } from '@kith/fold';
import type { ContentTexts } from '@kith/protocol';
import type { IdentityVerdict } from '../collect/user-hash.ts';

/** An accepted message with all that is resolved once, at ingest: the row of the event log. */
export interface EnrichedEvent extends Event {
  /** Name of the key's source, as `web` or `backend`. */
  readonly source: string;
  readonly category: string | null;
  /** The sender's own time with all its digits, ISO-8601; null when it gave none. */
  readonly originalTimestamp: string | null;
  /** `clock`: corrected by the client's skew; `future`: clamped to receivedAt. */
  readonly clockFlag: 'clock' | 'future' | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly title: string | null;
  readonly referrer: string | null;
  /** Content as it is stored. Of traits those that fold; on calls where none do, those that were sent. */
  readonly json: ContentTexts;
  /** Identifier fields that held a well-known mistake such as `"undefined"` and were ignored. */
  readonly junk: readonly string[];
  /** What the userHash proved; null where none was asked for. */
  readonly identityVerdict: IdentityVerdict | null;
}
