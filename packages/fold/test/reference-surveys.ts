import { CONTENT_EVENTS, canonicalJson, formatTime, isObject, type JsonValue, SURVEY_EVENTS } from '@kith/protocol';
import type { Event } from '../src/event.ts';
import type { EngagementRow, SurveyAnswerRow, SurveyResponseRow } from '../src/rows.ts';
import { groupBy } from './reference-groups.ts';
import type { Habits } from './reference-habits.ts';
import type { Placed } from './reference-placement.ts';
import { asName } from './reference-traits.ts';

/** One response to one survey. */
export interface Response {
  readonly survey: string;
  /** The current answer set. */
  readonly answers: { readonly [question: string]: JsonValue };
  /** Where it came from; null before any answer. */
  readonly answersEvent: Event | null;
  readonly row: SurveyResponseRow;
  readonly answerRows: readonly SurveyAnswerRow[];
}

/** The survey responses among a person's messages, which are in order. */
export function surveyResponses(profile: string, own: readonly Placed[], habits: Habits): Response[] {
  const names: readonly (string | null)[] = Object.values(SURVEY_EVENTS);
  const steps = own.filter(
    ({ event }) => event.type === 'track' && names.includes(event.name) && asName(event.properties.survey_id) !== null,
  );
  const responses = groupBy(steps, ({ event }) => JSON.stringify(responseKey(event)));
  return [...responses.values()].map((placed) => surveyResponse(profile, placed, habits));
}

function responseKey({ properties }: Event): [survey: string, response: string] {
  const survey = asName(properties.survey_id) ?? '';
  return [survey, asName(properties.response_id) ?? survey];
}

function surveyResponse(profile: string, placed: readonly Placed[], habits: Habits): Response {
  const events = placed.map(({ event }) => event);
  const earliest = placed[0]!;
  const [survey, response] = responseKey(earliest.event);
  const times = (name: string): number[] => events.filter((event) => event.name === name).map((event) => event.t);
  const viewed = times(SURVEY_EVENTS.viewed);
  const answered = times(SURVEY_EVENTS.answered);
  const completed = times(SURVEY_EVENTS.completed);
  const dismissed = times(SURVEY_EVENTS.dismissed);

  const seq = ({ properties }: Event): number => (typeof properties.seq === 'number' ? properties.seq : 0);
  const steps = events
    .filter((event) => event.name === SURVEY_EVENTS.answered || event.name === SURVEY_EVENTS.completed)
    .sort((a, b) => seq(a) - seq(b) || habits.compare(a, b));
  const answersEvent = steps.at(-1) ?? null;
  const answers = habits.answersOf(
    steps.map(({ properties }) => (isObject(properties.answers) ? (properties.answers as Response['answers']) : null)),
  );
  const isUnfinished = answered.length > 0;
  const open = isUnfinished ? 'partial' : 'viewed';
  const closed = isUnfinished ? 'partial_dismissed' : 'dismissed';
  const row: SurveyResponseRow = {
    response_id: response,
    survey_id: survey,
    survey_name: events.map((event) => asName(event.properties.survey_name)).findLast((name) => name !== null) ?? null,
    profile_id: profile,
    session_id: earliest.session,
    state: completed.length > 0 ? 'completed' : dismissed.length > 0 ? closed : open,
    first_viewed_at: earliestText(viewed),
    last_viewed_at: latestText(viewed),
    started_at: earliestText(answered),
    last_answered_at: latestText(answered),
    completed_at: earliestText(completed),
    dismissed_at: earliestText(dismissed),
    answers: canonicalJson(answers),
    url: earliest.event.url,
    language: earliest.event.language,
    device_type: earliest.event.attributes.device?.device_type ?? null,
  };
  const answerRows = Object.keys(answers)
    .filter((question) => answersEvent !== null && (answers[question] ?? null) !== null)
    .map(
      (question): SurveyAnswerRow => ({
        profile_id: profile,
        survey_id: survey,
        response_id: response,
        question_id: question,
        question: events.map((event) => questionText(event, question)).findLast((text) => text !== null) ?? null,
        answer: canonicalJson(answers[question] ?? null),
        answered_at: formatTime(answersEvent?.t ?? 0),
        message_id: answersEvent?.messageId ?? '',
      }),
    );
  return { survey, answers, answersEvent, row, answerRows };
}

function questionText({ properties }: Event, question: string): string | null {
  const { questions } = properties;
  if (!isObject(questions) || !Object.hasOwn(questions, question)) return null;
  const described = questions[question];
  return isObject(described) ? asName(described.text as JsonValue) : null;
}

const ACTIONS = new Map(Object.entries(CONTENT_EVENTS).map(([action, name]) => [name as string, action]));

/** What a person, whose messages are in order, did with each piece of content. */
export function engagementRows(profile: string, events: readonly Event[], habits: Habits): EngagementRow[] {
  const engaged = events.filter(
    (event) => event.type === 'track' && ACTIONS.has(event.name ?? '') && asName(event.properties.content_id) !== null,
  );
  return [...groupBy(engaged, (event) => JSON.stringify(contentKey(event))).values()].map((own) => {
    const latest = habits.latestEngagement(own);
    const [type, id] = contentKey(latest);
    return {
      profile_id: profile,
      content_type: type,
      content_id: id,
      name: own.map((event) => asName(event.properties.content_name)).findLast((name) => name !== null) ?? null,
      first_at: formatTime(Math.min(...own.map((event) => event.t))),
      last_at: formatTime(Math.max(...own.map((event) => event.t))),
      last_action: ACTIONS.get(latest.name ?? '') as EngagementRow['last_action'],
      last_message_id: latest.messageId,
      url: latest.url,
      count: own.length,
    };
  });
}

function contentKey({ properties }: Event): [type: string, id: string] {
  return [asName(properties.content_type) ?? 'content', asName(properties.content_id) ?? ''];
}

function earliestText(times: readonly number[]): string | null {
  return times.length === 0 ? null : formatTime(Math.min(...times));
}

function latestText(times: readonly number[]): string | null {
  return times.length === 0 ? null : formatTime(Math.max(...times));
}
