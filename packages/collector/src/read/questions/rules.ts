import type { Policy } from '@kith/fold';
import { rulesOf } from '@kith/fold';
import type { Db } from '../../persist/database.ts';
import { standingDecisions } from '../../persist/decision-log.ts';
import type { Question } from '../questions.ts';

/** What operators decided that applies to all history: settings, and the properties of events that are traits too. */
export const rulesQuestion: Question = (db: Db) => {
  const decisions = standingDecisions(db);
  const { identityPolicy, sessionGapMs, mappings } = rulesOf(decisions);
  const shown = decisions.flatMap(({ kind, value }) =>
    kind === 'policy' && value ? ((JSON.parse(value) as Policy).anonymous_profiles ?? []) : [],
  );
  return {
    identity_policy: identityPolicy,
    session_gap_ms: sessionGapMs,
    anonymous_profiles: shown.at(-1) ?? 'all',
    mappings: [...mappings].flatMap(([event, properties]) =>
      [...properties].map(([property, trait]) => ({ event, property, trait })),
    ),
  };
};
