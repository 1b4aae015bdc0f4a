/** Track events with these names are steps of a survey response; any SDK can send them. */
export const SURVEY_EVENTS = {
  viewed: 'Survey Viewed',
  answered: 'Survey Answered',
  completed: 'Survey Completed',
  dismissed: 'Survey Dismissed',
} as const;

/** Track events with these names are engagement with in-app content. */
export const CONTENT_EVENTS = {
  shown: 'Content Shown',
  clicked: 'Content Clicked',
  completed: 'Content Completed',
  dismissed: 'Content Dismissed',
} as const;

/** An answer to one question: a choice, a text, a score, or several choices. */
export type Answer = string | number | boolean | null | readonly (string | number | boolean)[];

/** Properties of a survey event. */
export interface SurveyProperties {
  survey_id: string;
  survey_name?: string;
  /** Made at the first view and kept until completion or dismissal, across reloads. */
  response_id: string;
  /** 1, 2, 3 … of the steps of this response. */
  seq: number;
  /** **All** answers so far on the path taken, by question id: a lost step heals with the next. */
  answers?: { readonly [questionId: string]: Answer };
  questions?: { readonly [questionId: string]: { text?: string; type?: string } };
}
