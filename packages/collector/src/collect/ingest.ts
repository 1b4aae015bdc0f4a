import type { MessageType } from '@kith/protocol';
import type { RawPlace } from '../enrich/geo-mmdb.ts';

/** A request as the HTTP thread hands it to the writer: the body untouched, and what only the connection knows. */
export interface IngestRequest {
  /** Decompressed body. Not parsed: parsing on the HTTP thread would cost it four times the CPU of the transfer. */
  readonly body: string;
  /** From the path; `batch` for the batch paths. */
  readonly type: MessageType | 'batch';
  /** The key found in the headers or the query; null when it must be in the body. */
  readonly key: string | null;
  /** ms since 1970. */
  readonly receivedAt: number;
  /** Whether to answer only once the profiles know of it. */
  readonly waitsForProfile?: boolean;
  /** Whether the request carries `Origin` or `Sec-Fetch-Site`, which only browsers send. */
  readonly isBrowser: boolean;
  /** Peer address (or the one a trusted proxy names), truncated to /24 or /48. Used for geo, never stored. */
  readonly ip: string | null;
  /** Where a trusted proxy says the visitor is. */
  readonly place?: RawPlace | null;
  readonly userAgent: string | null;
  /** `sec-ch-ua*` request headers, by lower-case name. */
  readonly clientHints: Readonly<Record<string, string>>;
  /** Of an import, which was authorised otherwise than by a key: the source of its messages. */
  readonly importedBy?: string;
  /** Whether an import may say of messages who sent them where they arrived, as `kith export events` writes it. */
  readonly keepsOrigin?: boolean;
  /** Of a message that was refused once, and is read again. */
  readonly again?: {
    /** Its place in the batch it came in. */
    readonly index: number;
    /** Place of the address that it named itself; absent where it named none. */
    readonly namedPlace?: RawPlace | null;
  };
}

/** A message that was not stored, by its place in the batch. */
export interface RejectedMessage {
  readonly index: number;
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

/** The answer to a request whose messages are durably stored. */
export interface IngestSuccess {
  readonly status: 200;
  readonly accepted: number;
  readonly duplicate: number;
  /** Messages that were dropped because they belong to what was erased. None by default. */
  readonly erased?: number;
  /** Messages that were dropped because of their age. None by default. */
  readonly expired?: number;
  readonly rejected: readonly RejectedMessage[];
  /** Whether the profiles know of it, where the request waits for that. */
  readonly isProjected?: boolean;
  /** Which of the ids that the request asked for are stored. Absent where it asked for none. */
  readonly confirmed?: readonly string[];
}

/** The answer to a request of which nothing was stored. */
export interface IngestFailure {
  readonly status: 400 | 401 | 403 | 413 | 503;
  readonly code: string;
  readonly message: string;
  /** Whole seconds, with 503. */
  readonly retryAfter?: number;
}

/** What the writer answers, after the COMMIT that holds the messages. */
export type IngestAnswer = IngestFailure | IngestSuccess;

/** Accepts requests and answers each once its messages are durable. */
export interface Writer {
  submit(request: IngestRequest): Promise<IngestAnswer>;
}
