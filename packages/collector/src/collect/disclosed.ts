import type { IngestSuccess } from './ingest.ts';
import type { KeyKind } from './keys.ts';

/** What became of the messages of a request that were not refused. */
export interface StoredCounts {
  readonly accepted: number;
  readonly duplicate: number;
  /** Duplicates of what was said with more trust. */
  readonly outranked: number;
  readonly erased: number;
  readonly expired: number;
}

/**
 * What the sender is told of it. The public key must not learn whom backends know and who was erased: to it, such messages
 * were accepted like any other.
 */
export function disclosed(
  { accepted, duplicate, outranked, erased, expired }: StoredCounts,
  kind: KeyKind,
): Pick<IngestSuccess, 'accepted' | 'duplicate' | 'erased' | 'expired'> {
  if (kind === 'public') return { accepted: accepted + outranked + erased + expired, duplicate };
  return { accepted, duplicate: duplicate + outranked, erased, expired };
}
