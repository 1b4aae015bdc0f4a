import type { Trust } from '@kith/fold';
import type { Message } from '@kith/protocol';
import type { RawPlace } from '../enrich/geo-mmdb.ts';
import type { IdentityVerdict } from './user-hash.ts';

/** A validated message with what the request around it tells: the input of enrichment. */
export interface ReceivedMessage {
  /** Its context carries neither address nor userHash. */
  readonly message: Message;
  /** The message's own, else derived from its content. */
  readonly messageId: string;
  readonly contentHash: string;
  /** The sender's own time with all its digits, ISO-8601; null when it gave none. */
  readonly originalTimestamp: string | null;
  /** ms since 1970. */
  readonly receivedAt: number;
  /** Name of the key's source. */
  readonly source: string;
  readonly isServer: boolean;
  readonly trust: Trust;
  /** What the userHash proved; null where none was asked for: no userId, the secret key, or no verification. */
  readonly identityVerdict: IdentityVerdict | null;
  /** Address of the person's device, truncated; never stored. Of a backend's message only what its context says. */
  readonly ip: string | null;
  /** Where a trusted proxy says that device is; null when it is to be looked up. */
  readonly place: RawPlace | null;
  readonly userAgent: string | null;
  /** `sec-ch-ua*` request headers of the person's device, by lower-case name. */
  readonly clientHints: Readonly<Record<string, string>>;
}
