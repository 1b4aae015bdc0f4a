import type { Db } from '../persist/database.ts';
import { type FileSize, fileSize } from '../persist/file-size.ts';
import { type LedgerRow, readLedger } from '../persist/ledger.ts';
import { type Lag, readLag } from '../persist/unfolded.ts';

/** How the writer is doing. */
export interface WriterState extends FileSize, Lag {
  /** Whether the source of places is loaded: before, requests wait. */
  readonly isGeoLoaded: boolean;
  readonly ledger: readonly LedgerRow[];
}

/** A writer that tells how it is doing. */
export interface Observable {
  /** @throws when the writer has stopped. */
  readonly state: () => Promise<WriterState>;
  /** What it has measured, as Prometheus text. @throws when the writer has stopped. */
  readonly metrics: () => Promise<string>;
  /** What waits for it: requests, and the size of their bodies in UTF-16 units. */
  readonly queue: () => { readonly requestCount: number; readonly size: number };
}

/** Reads the state of the writer from its database. */
export function writerState(db: Db, isGeoLoaded: boolean, now: number): WriterState {
  return { isGeoLoaded, ...readLag(db, now), ...fileSize(db), ledger: readLedger(db) };
}

/** How long a writer that is busy with something long is waited for, in ms. */
const PATIENCE_MS = 1_000;

/** What the writer answers; undefined when it has stopped, or is busy with something that takes long. */
export async function answerOf<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  try {
    return await Promise.race([answer, patience]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
