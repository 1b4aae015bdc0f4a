import type { Rules } from '@kith/fold';
import type { Db } from './database.ts';
import { relatedStreams } from './selection.ts';

/**
 * Finds the streams of people of whom nothing is known since a time, in ms since 1970: of all who have shared a device or were joined,
 * nobody. Who has a device in common with somebody active stays: else the other would inherit what was nobody's there.
 */
export function inactiveStreams(db: Db, before: number, rules: Rules): Set<string> {
  const silent = db
    .prepare<[number], string>('SELECT stream FROM event_log GROUP BY stream HAVING max(t) < ?')
    .pluck()
    .all(before);
  const candidates = new Set(silent);
  const isKnown = db.prepare<[string], number>('SELECT 1 FROM atoms WHERE stream = ? LIMIT 1');
  const isActive = (stream: string) => !candidates.has(stream) && isKnown.get(stream) !== undefined;
  const inactive = new Set<string>();
  const seen = new Set<string>();
  for (const stream of candidates) {
    if (seen.has(stream)) continue;
    const related = [...relatedStreams(db, [stream], rules)];
    for (const other of related) seen.add(other);
    if (!related.some(isActive)) for (const other of related) inactive.add(other);
  }
  return inactive;
}
