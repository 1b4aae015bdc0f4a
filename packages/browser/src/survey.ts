import { type Answer, SURVEY_EVENTS, type SurveyProperties } from '@kith/protocol';
import { run } from './lib/gate.ts';
import { currentPerson, setPerson } from './lib/identity.ts';
import { type MessageOptions, send } from './lib/send.ts';
import { uuidv7 } from './lib/uuid.ts';

/** What is said with every step of a survey. */
export interface SurveyOptions extends MessageOptions {
  name?: string;
  /** By question id: its text and its type, such as `score` or `text`. */
  questions?: SurveyProperties['questions'];
}

/** One person's response to one survey. */
export interface SurveyResponse {
  /** The survey is shown. Begins a response, unless one is open on this device. */
  view(): void;
  /** A question is answered. `undefined` takes an answer back, where going back leads to other questions. */
  answer(questionId: string, answer: Answer | undefined): void;
  /** The last question is answered: the response is complete and closed. */
  complete(): void;
  /** The survey is closed before its end. */
  dismiss(): void;
}

interface Open {
  responseId: string;
  seq: number;
  answers: Record<string, Answer>;
}

const ended = new Set<string>();

/**
 * Captures a response to a survey which your own code or another tool shows. Every step carries all answers so far, so
 * that a lost one heals with the next; the response survives reloads and is shared by tabs until it ends.
 *
 * @example
 * const nps = survey('nps', { name: 'How are we doing?' });
 * nps.view();
 * nps.answer('score', 9);
 * nps.answer('why', 'It just works');
 * nps.complete();
 */
export function survey(surveyId: string, { name, questions, ...options }: SurveyOptions = {}): SurveyResponse {
  const key = `survey.${surveyId}` as const;

  function step(event: string, change?: (open: Open) => void): void {
    run(() => {
      // A button pressed twice must not begin a second response.
      if (event === SURVEY_EVENTS.viewed) ended.delete(surveyId);
      else if (ended.has(surveyId)) return;
      const person = currentPerson();
      const open = (person[key] as Open | undefined) ?? { responseId: uuidv7(), seq: 0, answers: {} };
      change?.(open);
      const { responseId, seq, answers } = open;
      const properties: SurveyProperties = {
        survey_id: surveyId,
        ...(name && { survey_name: name }),
        response_id: responseId,
        seq,
        answers,
        ...(questions && { questions }),
      };
      const hasEnded = event === SURVEY_EVENTS.completed || event === SURVEY_EVENTS.dismissed;
      if (hasEnded) ended.add(surveyId);
      setPerson({ ...person, [key]: hasEnded ? undefined : open });
      send('track', { event, properties }, options);
    });
  }

  return {
    view: () => step(SURVEY_EVENTS.viewed),
    answer: (questionId, answer) =>
      step(SURVEY_EVENTS.answered, (open) => {
        open.seq++;
        const { [questionId]: _, ...others } = open.answers;
        open.answers = answer === undefined ? others : { ...others, [questionId]: answer };
      }),
    complete: () => step(SURVEY_EVENTS.completed, (open) => open.seq++),
    dismiss: () => step(SURVEY_EVENTS.dismissed),
  };
}
