import type { Attribute, Person, TraitDefinition } from '../api/answers.ts';
import type { Condition, Subject } from './filter.ts';
import { IDENTIFIERS } from './kinds.ts';
import { newTests } from './test-fields.tsx';
import type { ValueType } from './tests.ts';
import type { Vocabulary } from './use-vocabulary.ts';

/** Something that a condition can be about. */
export interface Choice {
  /** Under which it is listed. */
  readonly group: string;
  readonly label: string;
  /** The condition, without values. */
  readonly condition: Condition;
}

/** What stands in every row is looked for by its own word. */
const TYPES: readonly Person['type'][] = ['customer', 'identified', 'anonymous'];

/** Everything that a condition can be about, what is asked most first. */
export function choicesOf(subject: Subject, vocabulary: Vocabulary): readonly Choice[] {
  const attributes = vocabulary.attributeLists[subject].map((attribute) => ({
    group: subject === 'profiles' ? groupOf(attribute) : 'Company',
    label: attribute.label,
    condition: { attribute: attribute.name, ...newTests(attribute.type) },
  }));
  const inGroup = (group: string) => attributes.filter((choice) => choice.group === group);
  const traits = vocabulary.traitLists[subject].map((trait) => ({
    group: 'Traits',
    label: trait.label,
    condition: { trait: trait.key, ...newTests(traitType(trait)) },
  }));
  const segments = vocabulary.segmentLists[subject].map(({ segment_id, name }) => ({
    group: 'Segments',
    label: name,
    condition: { segment: segment_id },
  }));
  if (subject === 'accounts') {
    const users = { group: 'Users', label: 'A user like', condition: { member: { all: [] } } };
    return [...attributes, ...traits, users, ...segments];
  }
  const byCount = [...vocabulary.eventList].sort((one, other) => other.count - one.count);
  return [
    ...byCount.map(({ name, label }) => ({ group: 'What they did', label, condition: { did: name } })),
    ...['Last seen with', 'Activity', 'Who they are'].flatMap(inGroup),
    ...TYPES.map((type) => ({
      group: 'Who they are',
      label: `Type is ${type}`,
      condition: { attribute: 'type', in: [type] },
    })),
    ...inGroup('First seen with'),
    ...traits,
    ...vocabulary.surveyList.map(({ survey_id, name }) => ({
      group: 'Surveys, answers and NPS',
      label: name ?? survey_id,
      condition: { survey: survey_id },
    })),
    ...segments,
    { group: 'Companies', label: 'Belongs to a company like', condition: { account: { all: [] } } },
    ...[...IDENTIFIERS].map(([identity, [, several]]) => ({
      group: 'Identifiers',
      label: several.replace(/^./, (letter) => letter.toUpperCase()),
      condition: { identity, known: true },
    })),
    ...inGroup('Marks'),
  ];
}

/** What may be asked about though nobody sent it yet, or too much was sent to list it. */
export function choicesNamed(subject: Subject, name: string, vocabulary: Vocabulary): readonly Choice[] {
  // Before it is known what there is, nothing is meant to be something else.
  if (vocabulary.attributeLists[subject].length === 0) return [];
  const trait = { group: 'Traits', label: `Trait “${name}”`, condition: { trait: name, ...newTests('json') } };
  if (subject === 'accounts') return [trait];
  return [{ group: 'What they did', label: `Event “${name}”`, condition: { did: name } }, trait];
}

/** What the values of a trait are, where all are alike. */
export function traitType({ type }: Pick<TraitDefinition, 'type'>): ValueType {
  if (type === 'string') return 'text';
  return type === 'number' || type === 'boolean' ? type : 'json';
}

function groupOf({ name, type }: Attribute): string {
  if (/^(last|first)_(?!seen)/.test(name)) return name.startsWith('last') ? 'Last seen with' : 'First seen with';
  if (/^is_/.test(name)) return 'Marks';
  return type === 'time' || /_(count|ms)$/.test(name) ? 'Activity' : 'Who they are';
}
