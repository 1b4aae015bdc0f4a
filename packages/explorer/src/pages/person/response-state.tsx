import type { SurveyResponse } from '../../api/person-answers.ts';
import { Badge } from '../../ui/badge.tsx';

/** States of a response: in words, and how good each is. */
export const RESPONSE_STATES = {
  completed: ['completed', 'good'],
  partial: ['partial', 'warn'],
  partial_dismissed: ['partial, dismissed', 'warn'],
  dismissed: ['dismissed', 'plain'],
  viewed: ['viewed', 'plain'],
} as const;

/** How far somebody came with a survey. */
export function ResponseState({ state }: Pick<SurveyResponse, 'state'>) {
  const [words, tone] = RESPONSE_STATES[state];
  return <Badge tone={tone}>{words}</Badge>;
}
