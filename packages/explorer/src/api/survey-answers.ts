import type { Value } from './answers.ts';

/** A row of `surveys`. */
export interface Survey {
  readonly survey_id: string;
  readonly name: string | null;
  readonly view_count: number;
  readonly response_count: number;
  readonly completed_count: number;
}

/** A survey in the list: `GET /api/surveys`. */
export interface ListedSurvey extends Survey {
  /** Net promoter score of the first question that has one. */
  readonly nps: number | null;
}

/** The results of a survey: `GET /api/surveys/:survey_id`. */
export interface SurveyResults extends Survey {
  readonly dismissed_count: number;
  readonly questions: readonly SurveyQuestion[];
  readonly answers: readonly { readonly question_id: string; readonly answer: Value; readonly count: number }[];
}

/** A question of a survey. */
export interface SurveyQuestion {
  readonly question_id: string;
  readonly question: string | null;
  readonly answer_count: number;
  /** Of answers that are numbers. */
  readonly average: number | null;
  /** Net promoter score, where all answers are numbers from 0 to 10. */
  readonly nps: number | null;
}
