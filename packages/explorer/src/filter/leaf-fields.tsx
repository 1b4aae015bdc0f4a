import { Select } from '../ui/field.tsx';
import { traitType } from './choices.ts';
import { EventFields } from './event-fields.tsx';
import { type Condition, isCondition, type Subject } from './filter.ts';
import { IdentityFields } from './identity-fields.tsx';
import { IDENTIFIERS } from './kinds.ts';
import { SurveyFields } from './survey-fields.tsx';
import { TestFields } from './test-fields.tsx';
import type { Vocabulary } from './use-vocabulary.ts';

/** Properties of {@link LeafFields}. */
export interface LeafFieldsProps {
  readonly subject: Subject;
  readonly vocabulary: Vocabulary;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}

/** What one condition is about, as `Last country`. */
export function leafLabel(condition: Condition, { attributes, traits, events, surveys }: Vocabulary): string {
  const { attribute, trait, did, did_not, survey, identity } = condition;
  const event = did ?? did_not;
  if (typeof attribute === 'string') return attributes.get(attribute) ?? attribute;
  if (typeof trait === 'string') return traits.get(trait) ?? trait;
  if (typeof event === 'string') return events.get(event) ?? event;
  if (typeof survey === 'string') return surveys.get(survey) ?? survey;
  if (typeof identity === 'string') {
    const [, several = identity] = IDENTIFIERS.get(identity) ?? [];
    return several.replace(/^./, (letter) => letter.toUpperCase());
  }
  return 'Segment';
}

/** Asks for the values of one condition. */
export function LeafFields({ subject, vocabulary, condition, onChange }: LeafFieldsProps) {
  const label = leafLabel(condition, vocabulary);
  const { attribute, trait, did, did_not, survey, identity, segment, not, ...tests } = condition;
  if (typeof attribute === 'string') {
    const type = vocabulary.attributeLists[subject].find(({ name }) => name === attribute)?.type ?? 'text';
    return (
      <TestFields
        of={{ label, type, subject, attribute }}
        tests={tests}
        onChange={(changed) => onChange({ attribute, ...changed })}
      />
    );
  }
  if (typeof trait === 'string') {
    const known = vocabulary.traitLists[subject].find(({ key }) => key === trait);
    return (
      <TestFields
        of={{ label, type: known ? traitType(known) : 'json', subject }}
        tests={tests}
        onChange={(changed) => onChange({ trait, ...changed })}
      />
    );
  }
  if (did !== undefined || did_not !== undefined) return <EventFields {...{ label, condition, onChange }} />;
  if (survey !== undefined) return <SurveyFields {...{ label, condition, onChange }} />;
  if (identity !== undefined) return <IdentityFields {...{ condition, onChange }} />;
  const inner = isCondition(not) ? not.segment : segment;
  if (typeof inner === 'string') {
    return <SegmentFields {...{ subject, vocabulary, onChange }} id={inner} isIn={not === undefined} />;
  }
  return <code>{JSON.stringify(condition)}</code>;
}

function SegmentFields({
  subject,
  vocabulary,
  id,
  isIn,
  onChange,
}: Omit<LeafFieldsProps, 'condition'> & { readonly id: string; readonly isIn: boolean }) {
  const write = (segment: string, isMember: boolean) => onChange(isMember ? { segment } : { not: { segment } });
  const segments = vocabulary.segmentLists[subject];
  return (
    <div class="filter-fields">
      <Select label="In or not in" isBare value={String(isIn)} onChange={(text) => write(id, text === 'true')}>
        <option value="true">is in</option>
        <option value="false">is not in</option>
      </Select>
      <Select label="Segment" isBare value={id} onChange={(segment) => write(segment, isIn)}>
        {!segments.some(({ segment_id: known }) => known === id) && <option value={id}>{id}</option>}
        {segments.map(({ segment_id: known, name }) => (
          <option key={known} value={known}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}
