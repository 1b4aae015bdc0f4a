import type { Db } from '../persist/database.ts';
import { diagnose, doctorSql } from './doctor/doctor.ts';
import { growth } from './doctor/growth.ts';
import { accountQuestion, accountUsersQuestion } from './questions/account.ts';
import { arrivalsQuestion } from './questions/arrivals.ts';
import { asOfQuestion } from './questions/as-of.ts';
import { attributesQuestion } from './questions/attributes.ts';
import { eventsQuestion } from './questions/events.ts';
import { overviewQuestion } from './questions/overview.ts';
import { countQuestion, listQuestion } from './questions/people.ts';
import { previewQuestion } from './questions/preview.ts';
import { profileQuestion } from './questions/profile.ts';
import { profileDecisionsQuestion } from './questions/profile-decisions.ts';
import { relationQuestion } from './questions/relation.ts';
import { rulesQuestion } from './questions/rules.ts';
import { searchQuestion } from './questions/search.ts';
import { seenQuestion } from './questions/seen.ts';
import { profileSegmentsQuestion, segmentQuestion, segmentsQuestion } from './questions/segments.ts';
import { SCORED_SURVEYS, surveyQuestion } from './questions/survey.ts';
import { whyQuestion } from './questions/why.ts';

/** What a question is answered under. */
export interface Asking {
  /** ms since 1970. */
  readonly now: number;
  /** IANA name. */
  readonly timezone: string;
}

/** Answers a question with what JSON can carry. Its arguments have passed the schema of the route. */
export type Question = (db: Db, args: never, asking: Asking) => object;

/** Everything that readers answer, by name. */
export const QUESTIONS: ReadonlyMap<string, Question> = new Map<string, Question>([
  ['access', relationQuestion({ relation: 'access', sort: 'created_at', key: ['access_id'], narrow: [] })],
  ['account-counts', countQuestion('accounts')],
  ['accounts', listQuestion('accounts')],
  ['arrivals', arrivalsQuestion],
  ['attributes', attributesQuestion],
  [
    'audit',
    relationQuestion({
      relation: 'audit',
      sort: 'audit_id',
      key: ['audit_id'],
      narrow: ['actor', 'action', 'identity'],
    }),
  ],
  [
    'decisions',
    relationQuestion({
      relation: `(SELECT *, decision_id IN (SELECT decision_id FROM standing_decisions) AS is_standing FROM decisions)`,
      ...{ sort: 'decided_at', key: ['decision_id'], narrow: ['kind'] },
    }),
  ],
  [
    'duplicates',
    relationQuestion({
      relation: 'duplicates',
      sort: 'profile_count',
      key: ['kind', 'identifier', 'profile_id'],
      narrow: ['kind', 'identifier'],
    }),
  ],
  [
    'doctor',
    (db, { explain }: { readonly explain?: 'sql' }, asking) => ({
      ...{ data: diagnose(db, asking), growth: growth(db) },
      ...(explain && { sql: doctorSql() }),
    }),
  ],
  [
    'engagements',
    relationQuestion({
      relation: 'engagements',
      sort: 'last_at',
      key: ['profile_id', 'content_type', 'content_id'],
      narrow: ['profile_id', 'content_type', 'content_id'],
    }),
  ],
  ['events', eventsQuestion],
  [
    'losses',
    relationQuestion({
      relation: 'loss_ledger',
      sort: 'day',
      key: ['day', "coalesce(browser_name, '')", "coalesce(browser_version, '')"],
      narrow: ['day', 'browser_name'],
    }),
  ],
  [
    'loss-days',
    relationQuestion({
      relation: `(SELECT day, sum(sent_count) AS sent_count, sum(arrived_count) AS arrived_count,
        sum(missing_count) AS missing_count FROM loss_ledger GROUP BY day)`,
      ...{ sort: 'day', key: ['day'], narrow: [] },
    }),
  ],
  ['overview', overviewQuestion],
  ['profile', profileQuestion],
  ['profile-decisions', profileDecisionsQuestion],
  ['profile-counts', countQuestion('profiles')],
  ['profile-segments', profileSegmentsQuestion],
  ['profiles', listQuestion('profiles')],
  [
    'responses',
    relationQuestion({
      relation: 'survey_responses',
      sort: 'first_viewed_at',
      key: ['profile_id', 'survey_id', 'response_id'],
      narrow: ['profile_id', 'survey_id', 'state'],
      at: `max(coalesce(last_viewed_at, ''), coalesce(last_answered_at, ''), coalesce(completed_at, ''), coalesce(dismissed_at, ''))`,
    }),
  ],
  ['search', searchQuestion],
  ['segment', segmentQuestion],
  ['segments', segmentsQuestion],
  [
    'sessions',
    relationQuestion({
      relation: 'sessions',
      sort: 'started_at',
      key: ['session_id'],
      narrow: ['profile_id', 'session_id', 'country'],
    }),
  ],
  ['surveys', relationQuestion({ relation: SCORED_SURVEYS, sort: 'survey_id', key: ['survey_id'], narrow: [] })],
  ['account', accountQuestion],
  ['account-users', accountUsersQuestion],
  ['as-of', asOfQuestion],
  [
    'event-definitions',
    relationQuestion({ relation: 'event_definitions', sort: 'name', key: ['name'], narrow: ['type'] }),
  ],
  ['preview', previewQuestion],
  ['rules', rulesQuestion],
  ['seen', seenQuestion],
  ['survey', surveyQuestion],
  [
    'trait-definitions',
    relationQuestion({
      relation: 'trait_definitions',
      sort: 'key',
      key: ['key', 'trait_group'],
      narrow: ['trait_group'],
    }),
  ],
  ['why', whyQuestion],
]);
