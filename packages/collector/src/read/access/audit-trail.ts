import { formatTime } from '@kith/protocol';
import { HttpError } from '../../collect/http-error.ts';
import type { AuditEntry } from '../../persist/audit-table.ts';

/** What is noted; the time is its own. */
export type Noted = Pick<AuditEntry, 'action' | 'actor' | 'path'> &
  Partial<Pick<AuditEntry, 'decision_id' | 'identity'>>;

/** Keeps who did what. */
export interface AuditTrail {
  /** Notes what was done. Stored within a second. @throws HttpError 503 while nothing more can be kept: then nothing is to be read. */
  readonly note: (noted: Noted) => void;
  /** Stores what has been noted so far. */
  readonly flush: () => Promise<void>;
}

/** Options of {@link auditTrail}. */
export interface AuditOptions {
  readonly store: (entries: readonly AuditEntry[]) => Promise<unknown>;
  /** ms since 1970. */
  readonly now: () => number;
}

const PAUSE_MS = 1_000;
const MAX_WAITING = 10_000;

/** Gathers what is noted for a second, so that reading does not cost those who send a commit for each request. */
export function auditTrail({ store, now }: AuditOptions): AuditTrail {
  const waiting: AuditEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let storing = Promise.resolve();

  async function storeWaiting(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const entries = waiting.splice(0);
    if (entries.length === 0) return;
    try {
      await store(entries);
    } catch {
      // A writer that cannot store says so elsewhere; what it did not take waits for the next time.
      waiting.unshift(...entries);
      wake();
    }
  }

  function flush(): Promise<void> {
    storing = storing.then(storeWaiting);
    return storing;
  }

  function wake(): void {
    timer ??= setTimeout(flush, PAUSE_MS).unref();
  }

  return {
    flush,
    note({ identity = null, decision_id = null, ...noted }) {
      if (waiting.length >= MAX_WAITING) throw UNAVAILABLE;
      waiting.push({ done_at: formatTime(now()), ...noted, identity, decision_id });
      wake();
    },
  };
}

const UNAVAILABLE = new HttpError(
  503,
  'audit_unavailable',
  'who reads cannot be noted at present, so nothing is read: see /ready',
);
