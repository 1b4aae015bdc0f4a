import type { Value } from './answers.ts';

/** A row of `surveys`. */
export interface Survey {
  readonly survey_id: string;
  readonly name: string | null;
  readonly view_count: number;
  readonly response_count: number;
  readonly completed_count: number;
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

/** A row of `survey_responses`. */
export interface SurveyResponse {
  readonly response_id: string;
  readonly profile_id: string;
  readonly state: 'completed' | 'dismissed' | 'partial' | 'partial_dismissed' | 'viewed';
  readonly first_viewed_at: string | null;
  readonly started_at: string | null;
  readonly completed_at: string | null;
  readonly dismissed_at: string | null;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly url: string | null;
  readonly device_type: string | null;
}
