import { useMemo } from 'preact/hooks';
import type { Attribute, Attributes, EventDefinition, Page, Segment, TraitDefinition } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import type { Labels } from './condition-words.ts';

/** What people can be filtered by. */
export interface Vocabulary extends Labels {
  readonly attributeList: readonly Attribute[];
  readonly traitList: readonly TraitDefinition[];
  /** What filters may test of a trait. */
  readonly traitTests: readonly string[];
  readonly eventNames: readonly string[];
  readonly segmentList: readonly Segment[];
  /** Asks again which segments there are. */
  readonly reload: () => void;
}

/** Asks what people can be filtered by; lists are empty until it is known. */
export function useVocabulary(): Vocabulary {
  const attributes = useAnswer<Attributes>('/api/attributes').data;
  const traits = useAnswer<Page<TraitDefinition>>('/api/definitions/traits', {
    trait_group: 'contact',
    limit: 200,
  }).data;
  const events = useAnswer<Page<EventDefinition>>('/api/definitions/events', { limit: 200 }).data;
  const { data: segments, reload } = useAnswer<Page<Segment>>('/api/segments');
  return useMemo(() => {
    const attributeList = attributes?.profiles ?? [];
    const traitList = (traits?.data ?? []).filter(({ is_hidden }) => !is_hidden);
    const segmentList = (segments?.data ?? []).filter(({ subject }) => subject === 'profiles');
    return {
      attributeList,
      traitList,
      segmentList,
      traitTests: attributes?.trait_tests ?? [],
      eventNames: (events?.data ?? []).filter(({ is_hidden }) => !is_hidden).map(({ name }) => name),
      attributes: new Map(attributeList.map(({ name, label }) => [name, label])),
      traits: new Map(traitList.map(({ key, label }) => [key, label])),
      segments: new Map(segmentList.map(({ segment_id, name }) => [segment_id, name])),
      reload,
    };
  }, [attributes, traits, events, segments, reload]);
}
