import { readLag } from '../../persist/unfolded.ts';
import type { Check } from './check.ts';

/** Ten times what is promised, in ms. */
const MAX_LAG_MS = 10_000;

const OLDEST = `SELECT message_id FROM event_log
  WHERE seq > coalesce((SELECT value FROM watermarks WHERE name = 'seq'), 0) ORDER BY seq LIMIT 1`;

/** Stored messages that the profiles do not know yet, for long. */
export const profilesBehind: Check = {
  name: 'profiles_behind',
  severity: 'error',
  title: 'profiles do not know what was stored more than ten seconds ago',
  why: 'What people see is old. Nothing is lost: profiles follow what is stored.',
  fix: 'Where no collector runs, start one. Where one runs, its disk or its processor is too slow for what comes, or it folds all history anew after an update: watch kith_projection_lag_seconds.',
  sql: OLDEST,
  find(db, { now }) {
    const { lagCount, lagMs } = readLag(db, now);
    if (lagMs <= MAX_LAG_MS) return { count: 0, examples: [] };
    const oldest = db.prepare<[], { message_id: string }>(OLDEST).get();
    return { count: lagCount, examples: [{ lag_count: lagCount, lag_ms: lagMs, ...oldest }] };
  },
};
