import { describe, expect } from 'vitest';
import type { Event } from '../../src/event.ts';
import type { ProfileRow, Relations } from '../../src/rows.ts';
import { permuted } from '../dice.ts';
import { foldUnderTest, type Phase } from '../fold-under-test.ts';
import { referenceFold } from '../reference-fold.ts';
import { type RulesParts, rules } from '../world-rules.ts';
import { BASE_MS, event } from '../worlds.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

const FOLDS: readonly { name: string; fold: (phases: readonly Phase[]) => Relations }[] = [
  {
    name: 'the reference',
    fold: (phases) =>
      referenceFold(
        phases.flatMap(({ batches }) => batches.flat()),
        phases.at(-1)?.rules,
      ),
  },
  { name: 'the fold', fold: foldUnderTest },
];

/** What a scenario folds its events with. */
export interface Scenario {
  /** Folds the events in many orders, one by one and at once; all of them must agree. */
  readonly folded: (...events: Event[]) => Relations;
  /** The same by rules, which were in force from the beginning, came late, or came back after others. */
  readonly foldedBy: (parts: RulesParts, ...events: Event[]) => Relations;
  /** Folds once, by rules that change on the way. */
  readonly fold: (phases: readonly Phase[]) => Relations;
}

/** Describes scenarios of which the reference and the fold both must make the same. */
export function onEachFold(scenarios: (scenario: Scenario) => void): void {
  describe.each(FOLDS)('$name', ({ fold }) => {
    const foldedBy = (parts: RulesParts, ...events: Event[]): Relations => {
      const inForce = rules(parts);
      const result = fold([{ rules: inForce, batches: [events] }]);
      const agrees = (phases: readonly Phase[]): void => expect(fold(phases)).toEqual(result);
      agrees([{ rules: inForce, batches: events.map((only) => [only]) }]);
      agrees([{ rules: inForce, batches: events.toReversed().map((only) => [only]) }]);
      for (let seed = 1; seed <= 6; seed++) {
        const order = permuted([...events, ...events], seed);
        agrees([{ rules: inForce, batches: order.map((only) => [only]) }]);
      }
      agrees([
        { rules: rules(), batches: [events.slice(0, 2)] },
        { rules: inForce, batches: [events.slice(2)] },
      ]);
      agrees([
        { rules: inForce, batches: [events] },
        { rules: rules(), batches: [] },
        { rules: inForce, batches: [] },
      ]);
      return result;
    };
    scenarios({ folded: (...events) => foldedBy({}, ...events), foldedBy, fold });
  });
}

// Ids say who and when: `at` is minutes after 22:30 UTC.
export const at = (minutes: number): number => BASE_MS + minutes * MINUTE_MS;
export const page = (messageId: string, minutes: number, parts: Partial<Event> = {}): Event =>
  event({ messageId, type: 'page', anonymousId: 'phone', t: at(minutes), ...parts });
export const login = (messageId: string, minutes: number, userId: string, parts: Partial<Event> = {}): Event =>
  event({ messageId, type: 'identify', anonymousId: 'phone', userId, t: at(minutes), ...parts });
export const backend = (messageId: string, minutes: number, parts: Partial<Event>): Event =>
  event({ messageId, isServer: true, t: at(minutes), ...parts });
export const alias = (
  messageId: string,
  minutes: number,
  previousId: string,
  userId: string,
  parts: Partial<Event> = {},
): Event => event({ messageId, type: 'alias', previousId, userId, t: at(minutes), ...parts });
export const survey = (
  messageId: string,
  minutes: number,
  name: string,
  parts: Record<string, never> | object = {},
): Event =>
  event({
    messageId,
    anonymousId: 'phone',
    name: `Survey ${name}`,
    t: at(minutes),
    properties: { survey_id: 'nps', response_id: 'r1', ...parts },
  });

/** Message id to profile. */
export const people = (result: Relations): Record<string, string> =>
  Object.fromEntries(result.events.map((row) => [row.message_id, row.profile_id]));
/** Message id to session. */
export const sessions = (result: Relations): Record<string, string | null> =>
  Object.fromEntries(result.events.map((row) => [row.message_id, row.session_id]));
export const sessionIds = (result: Relations): string[] => result.sessions.map((row) => row.session_id);
export const profileIds = (result: Relations): string[] => result.profiles.map((row) => row.profile_id);
/** The row of a person. @throws when there is none. */
export const profile = (result: Relations, id: string): ProfileRow => {
  const row = result.profiles.find((candidate) => candidate.profile_id === id);
  if (row === undefined) throw new Error(`no profile ${id} among ${profileIds(result)}`);
  return row;
};
