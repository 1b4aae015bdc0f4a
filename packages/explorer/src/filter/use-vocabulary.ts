import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Attribute, Attributes, EventDefinition, Page, Segment, TraitDefinition } from '../api/answers.ts';
import type { Survey } from '../api/survey-answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import type { Subject } from './filter.ts';
import type { Labels } from './filter-words.ts';

/** A trait; its type is null where it is not known. */
export type KnownTrait = Pick<TraitDefinition, 'key' | 'label' | 'type'>;

/** What people and companies can be filtered by. */
export interface Vocabulary extends Labels {
  /** By subject. */
  readonly attributeLists: Readonly<Record<Subject, readonly Attribute[]>>;
  readonly traitLists: Readonly<Record<Subject, readonly KnownTrait[]>>;
  readonly segmentLists: Readonly<Record<Subject, readonly Segment[]>>;
  readonly eventList: readonly EventDefinition[];
  /** Empty until they were asked for. */
  readonly surveyList: readonly Survey[];
  /** Asks for surveys, too: their figures are counted for it, which takes time where many have answered. */
  readonly askForSurveys: () => void;
  /** Asks again which segments there are. */
  readonly reload: () => void;
}

const ALL = { limit: 200 };

/** Asks what can be filtered by; lists are empty until it is known. @param isWhole whether surveys are needed from the beginning. */
export function useVocabulary(isWhole = false): Vocabulary {
  const [withSurveys, setWithSurveys] = useState(isWhole);
  const askForSurveys = useCallback(() => setWithSurveys(true), []);
  const attributes = useAnswer<Attributes>('/api/attributes').data;
  const traits = useAnswer<Page<TraitDefinition>>('/api/definitions/traits', ALL).data;
  const events = useAnswer<Page<EventDefinition>>('/api/definitions/events', ALL).data;
  const surveys = useAnswer<Page<Survey>>(withSurveys ? '/api/surveys' : null, ALL).data;
  const { data: segments, reload } = useAnswer<Page<Segment>>('/api/segments');
  return useMemo(() => {
    const ofPeople = attributes?.profiles ?? [];
    const ofAccounts = attributes?.accounts ?? [];
    const traitList = (traits?.data ?? []).filter(({ is_hidden }) => !is_hidden);
    const eventList = (events?.data ?? []).filter(({ is_hidden }) => !is_hidden);
    const segmentList = segments?.data ?? [];
    const surveyList = surveys?.data ?? [];
    const ofContacts = traitList.filter(({ trait_group }) => trait_group === 'contact');
    const ofCompanies = (attributes?.account_traits ?? []).map((trait) => ({ ...trait, type: null }));
    const about = (subject: Subject) => segmentList.filter((segment) => segment.subject === subject);
    return {
      eventList,
      surveyList,
      askForSurveys,
      attributeLists: { profiles: ofPeople, accounts: ofAccounts },
      traitLists: { profiles: ofContacts, accounts: ofCompanies },
      segmentLists: { profiles: about('profiles'), accounts: about('accounts') },
      attributes: new Map([...ofAccounts, ...ofPeople].map(({ name, label }) => [name, label])),
      traits: new Map([...ofCompanies, ...traitList].map(({ key, label }) => [key, label])),
      events: new Map(eventList.map(({ name, label }) => [name, label])),
      surveys: new Map(surveyList.map(({ survey_id, name }) => [survey_id, name ?? survey_id])),
      segments: new Map(segmentList.map(({ segment_id, name }) => [segment_id, name])),
      reload,
    };
  }, [attributes, traits, events, surveys, segments, askForSurveys, reload]);
}
