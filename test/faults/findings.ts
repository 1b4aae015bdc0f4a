import { verify } from '../../packages/collector/src/fold/verify.ts';
import { openReadOnly } from '../../packages/collector/src/persist/database.ts';
import { type EventRow, eventOf } from '../../packages/collector/src/persist/event-row.ts';
import { normal, relationsOf } from '../../packages/collector/test/persist/world-file.ts';
import { TRUST } from '../../packages/fold/src/event.ts';
import { DEFAULT_RULES } from '../../packages/fold/src/rules.ts';
import { firstDifference } from '../../packages/fold/test/difference.ts';
import { referenceFold } from '../../packages/fold/test/reference-fold.ts';
import type { Attempt } from './traffic.ts';

/** What a file holds that it should not, or the reverse, by message id. All empty and null where the promises are kept. */
export interface Findings {
  /** Acknowledged and not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly twice: readonly string[];
  /** There, though nobody sent it or it was refused whenever it was sent. */
  readonly uncalled: readonly string[];
  /** A better copy was acknowledged, and another one is there. */
  readonly worse: readonly string[];
  /** What SQLite says is broken. */
  readonly damage: string | null;
  /** Where the tables are not what a fold of the stored messages makes them. */
  readonly misfolded: string | null;
}

/** No {@link Findings}. */
export const NOTHING: Findings = { lost: [], twice: [], uncalled: [], worse: [], damage: null, misfolded: null };

/** Compares a file that no collector has open, and in which everything is folded, with what its clients were told. */
export function findings(database: string, attempts: readonly Attempt[]): Findings {
  const db = openReadOnly(database);
  try {
    const rows = db.prepare<[], EventRow>('SELECT * FROM event_log').all();
    const stored = new Map(rows.map((row) => [String(row.message_id), row]));
    const integrity = String(db.pragma('integrity_check', { simple: true }));
    const acknowledged = attempts.filter(({ outcome }) => outcome === 'stored');
    const possible = new Set(attempts.filter(({ outcome }) => outcome !== 'refused').map(({ messageId }) => messageId));
    const ids = rows.map(({ message_id }) => String(message_id));
    return {
      lost: distinct(acknowledged.map(({ messageId }) => messageId).filter((id) => !stored.has(id))),
      twice: ids.filter((id, index) => ids.indexOf(id) !== index),
      uncalled: ids.filter((id) => !possible.has(id)),
      worse: distinct(
        acknowledged
          .filter(({ messageId, isBackend }) => isBackend && stored.has(messageId))
          .map(({ messageId }) => messageId)
          .filter((id) => stored.get(id)?.trust !== TRUST.server),
      ),
      damage: integrity === 'ok' ? null : integrity,
      misfolded:
        misfolded(database) ??
        firstDifference(normal(referenceFold(rows.map((row) => eventOf(row, DEFAULT_RULES)))), relationsOf(db)),
    };
  } finally {
    db.close();
  }
}

function misfolded(database: string): string | null {
  const verdict = verify(database);
  if (!verdict) return 'some messages are not folded';
  return verdict.isEqual ? null : JSON.stringify(verdict.difference);
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
