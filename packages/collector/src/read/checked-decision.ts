import { type Decision, DecisionError, readDecision } from '@kith/fold';
import { FilterError } from './filter/filter-error.ts';
import { parseFilter } from './filter/parse-filter.ts';

/**
 * Reads a decision from JSON, the filter of a segment included.
 * @throws DecisionError where something is missing or makes no sense.
 */
export function checkedDecision(input: unknown, now: number): Decision {
  const decision = readDecision(input, now);
  if (decision.kind === 'segment' && decision.filter !== null) {
    try {
      parseFilter(decision.filter, decision.subject);
    } catch (error) {
      throw error instanceof FilterError ? new DecisionError(error.message) : error;
    }
  }
  return decision;
}
