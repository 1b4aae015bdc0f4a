import type { Relations } from '@kith/fold';
import { openReadOnly } from '../persist/database.ts';
import { standingRules } from '../persist/decision-log.ts';
import { readRelationOf } from '../persist/relations.ts';
import { relatedStreams } from '../persist/selection.ts';
import { refold } from './refold.ts';

/** A profile with everything that is derived about it. */
export interface WholeProfile {
  readonly profile: object;
  readonly identities: readonly object[];
  readonly traits: readonly object[];
  readonly sessions: readonly object[];
  readonly memberships: readonly object[];
  readonly survey_responses: readonly object[];
  readonly survey_answers: readonly object[];
  readonly engagements: readonly object[];
}

const RELATIONS: readonly (keyof Omit<WholeProfile, 'profile'>)[] = [
  'identities',
  'traits',
  'sessions',
  'memberships',
  'survey_responses',
  'survey_answers',
  'engagements',
];

/**
 * A profile as it was known from the events up to a time, under today's decisions: the fold of just these events.
 * @param identity `u:<userId>` or `a:<anonymousId>`: any identifier of the person.
 * @param until in ms since 1970; now and later give the profile as it is.
 * @returns undefined when nothing was known then.
 */
export function asOf(
  file: string,
  identity: string,
  until: number = Number.MAX_SAFE_INTEGER,
): WholeProfile | undefined {
  const db = openReadOnly(file);
  const ofUser = db.prepare<[string], string>('SELECT DISTINCT stream FROM atoms WHERE user_id = ?').pluck();
  const streams = relatedStreams(db, [identity, ...ofUser.all(identity.slice(2))], standingRules(db));
  db.close();
  const scratch = refold(file, { selection: { streams, until } });
  try {
    const kind = identity.startsWith('u:') ? 'user' : 'anonymous';
    const profileId = scratch
      .prepare<[string, string], string>(
        'SELECT profile_id FROM identities WHERE kind = ? AND identifier = ? ORDER BY profile_id DESC LIMIT 1',
      )
      .pluck()
      .get(kind, identity.slice(2));
    if (profileId === undefined) return undefined;
    const rows = (name: keyof Relations) => readRelationOf(scratch, name, profileId);
    const [profile = {}] = rows('profiles');
    const lists = Object.fromEntries(RELATIONS.map((name) => [name, rows(name)]));
    return { profile, ...(lists as unknown as Omit<WholeProfile, 'profile'>) };
  } finally {
    scratch.close();
  }
}
