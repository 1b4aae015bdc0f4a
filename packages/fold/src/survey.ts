import { canonicalJson, formatTime, isObject, type JsonObject, type JsonValue, SURVEY_EVENTS } from '@kith/protocol';
import type { Event } from './event.ts';
import type { AnswersState, OriginState, SurveyState } from './facet.ts';
import { comparePositions, type Position, positionOf } from './order.ts';
import type { SurveyAnswerRow, SurveyResponseRow, TraitRow } from './rows.ts';
import { trustName } from './trust-name.ts';

const NAMES: ReadonlySet<string> = new Set(Object.values(SURVEY_EVENTS));
const NO_ANSWERS: JsonObject = Object.create(null);

/**
 * What an event says of a survey response.
 * @returns undefined unless it is a track event with a reserved survey name and a survey_id.
 */
export function surveyOf(event: Event): { readonly key: string; readonly state: SurveyState } | undefined {
  if (event.type !== 'track' || !NAMES.has(event.name ?? '')) return undefined;
  const surveyId = idText(event.properties.survey_id);
  if (surveyId === null) return undefined;
  const responseId = idText(event.properties.response_id) ?? surveyId;
  const position = positionOf(event);
  const at = (name: string) => (event.name === name ? event.t : null);
  const carriesAnswers = event.name === SURVEY_EVENTS.answered || event.name === SURVEY_EVENTS.completed;
  const seq = event.properties.seq;
  const answers = event.properties.answers;
  const name = idText(event.properties.survey_name);
  return {
    key: canonicalJson([surveyId, responseId]),
    state: {
      firstViewed: at(SURVEY_EVENTS.viewed),
      lastViewed: at(SURVEY_EVENTS.viewed),
      started: at(SURVEY_EVENTS.answered),
      lastAnswered: at(SURVEY_EVENTS.answered),
      completed: at(SURVEY_EVENTS.completed),
      dismissed: at(SURVEY_EVENTS.dismissed),
      answers: carriesAnswers
        ? {
            seq: typeof seq === 'number' ? seq : 0,
            position,
            trust: event.trust,
            answers: isObject(answers) ? (answers as JsonObject) : NO_ANSWERS,
          }
        : null,
      origin: {
        position,
        url: event.url,
        language: event.language,
        deviceType: event.attributes.device?.device_type ?? null,
      },
      name: name === null ? null : { position, text: name },
      questions: questionsOf(event, position),
    },
  };
}

function questionsOf(event: Event, position: Position): SurveyState['questions'] {
  const { questions } = event.properties;
  if (!isObject(questions)) return new Map();
  const texts = Object.entries(questions).flatMap(
    ([id, question]): [string, { position: Position; text: string }][] => {
      const text = isObject(question) ? idText((question as JsonObject).text) : null;
      return text === null ? [] : [[id, { position, text }]];
    },
  );
  return new Map(texts);
}

/** Merges what two sets of events say of one response. */
export function mergeSurveys(a: SurveyState, b: SurveyState): SurveyState {
  return {
    firstViewed: least(a.firstViewed, b.firstViewed),
    lastViewed: greatest(a.lastViewed, b.lastViewed),
    started: least(a.started, b.started),
    lastAnswered: greatest(a.lastAnswered, b.lastAnswered),
    completed: least(a.completed, b.completed),
    dismissed: least(a.dismissed, b.dismissed),
    answers: latestAnswers(a.answers, b.answers),
    origin: earlierOrigin(a.origin, b.origin),
    questions: mergeQuestions(a.questions, b.questions),
    name: !b.name || (a.name && comparePositions(a.name.position, b.name.position) >= 0) ? a.name : b.name,
  };
}

function mergeQuestions(a: SurveyState['questions'], b: SurveyState['questions']): SurveyState['questions'] {
  const questions = new Map(a);
  for (const [id, question] of b) {
    const other = questions.get(id);
    if (!other || comparePositions(question.position, other.position) > 0) questions.set(id, question);
  }
  return questions;
}

/** The rows of the current answers of a response. */
export function surveyAnswerRows(profileId: string, key: string, state: SurveyState): SurveyAnswerRow[] {
  const { surveyId, responseId } = surveyIds(key);
  const { answers } = state;
  if (!answers) return [];
  return Object.entries(answers.answers)
    .filter(([, answer]) => answer !== null)
    .map(([questionId, answer]) => ({
      profile_id: profileId,
      survey_id: surveyId,
      response_id: responseId,
      question_id: questionId,
      question: state.questions.get(questionId)?.text ?? null,
      answer: canonicalJson(answer),
      answered_at: formatTime(answers.position[0]),
      message_id: answers.position[3],
    }));
}

/** The survey and response id of a facet key. */
export function surveyIds(key: string): { readonly surveyId: string; readonly responseId: string } {
  const [surveyId, responseId] = JSON.parse(key) as [string, string];
  return { surveyId, responseId };
}

/** The row of a response. Its session is the one its first message is in, which may change later. */
export function surveyResponseRow(
  profileId: string,
  key: string,
  state: SurveyState,
): Omit<SurveyResponseRow, 'session_id'> {
  const { surveyId, responseId } = surveyIds(key);
  return {
    response_id: responseId,
    survey_id: surveyId,
    survey_name: state.name?.text ?? null,
    profile_id: profileId,
    state: stateName(state),
    first_viewed_at: timeText(state.firstViewed),
    last_viewed_at: timeText(state.lastViewed),
    started_at: timeText(state.started),
    last_answered_at: timeText(state.lastAnswered),
    completed_at: timeText(state.completed),
    dismissed_at: timeText(state.dismissed),
    answers: canonicalJson(state.answers?.answers ?? NO_ANSWERS),
    url: state.origin.url,
    language: state.origin.language,
    device_type: state.origin.deviceType,
  };
}

/** The latest answer to each question over a person's responses, as traits of the group `survey`. */
export function surveyTraits(profileId: string, responses: Iterable<readonly [string, SurveyState]>): TraitRow[] {
  const latest = new Map<string, { answers: AnswersState; first: number; value: JsonValue }>();
  for (const [key, state] of responses) {
    const answers = state.answers;
    if (!answers) continue;
    const { surveyId } = surveyIds(key);
    for (const question of Object.keys(answers.answers)) {
      const traitKey = `${surveyId}.${question}`;
      const other = latest.get(traitKey);
      const one = { answers, first: answers.position[0], value: answers.answers[question] ?? null };
      const newer = other && comparePositions(other.answers.position, answers.position) > 0 ? other : one;
      latest.set(traitKey, { ...newer, first: Math.min(one.first, other?.first ?? one.first) });
    }
  }
  return [...latest]
    .filter(([, { value }]) => value !== null)
    .map(([key, { answers, first, value }]) => ({
      profile_id: profileId,
      key,
      trait_group: 'survey',
      value: canonicalJson(value),
      first_at: formatTime(first),
      updated_at: formatTime(answers.position[0]),
      message_id: answers.position[3],
      trust: trustName(answers.trust),
    }));
}

function stateName(state: SurveyState): SurveyResponseRow['state'] {
  if (state.completed !== null) return 'completed';
  if (state.dismissed !== null) return state.started === null ? 'dismissed' : 'partial_dismissed';
  return state.started === null ? 'viewed' : 'partial';
}

/** An id or name as text: a non-empty string or a number; null for anything else. */
export function idText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) || null : null;
}

function latestAnswers(a: AnswersState | null, b: AnswersState | null): AnswersState | null {
  if (!a || !b) return a ?? b;
  return (a.seq - b.seq || comparePositions(a.position, b.position)) >= 0 ? a : b;
}

function earlierOrigin(a: OriginState, b: OriginState): OriginState {
  return comparePositions(a.position, b.position) <= 0 ? a : b;
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function timeText(t: number | null): string | null {
  return t === null ? null : formatTime(t);
}
