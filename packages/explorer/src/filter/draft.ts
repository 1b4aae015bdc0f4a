import { type Condition, filterOf, type Group, groupOf, isCondition, type Join, wholeGroup } from './filter.ts';

/** A filter as it is being edited: what a group holds stays in it, though two filters mean the same. */
export type Draft = DraftGroup | DraftLeaf | DraftRelated;

/** Several conditions. */
export interface DraftGroup {
  readonly id: number;
  readonly kind: 'group';
  readonly join: Join;
  readonly parts: readonly Draft[];
}

/** Conditions on a company of theirs, or on a user of a company. */
export interface DraftRelated {
  readonly id: number;
  readonly kind: 'related';
  readonly word: 'account' | 'member';
  readonly group: DraftGroup;
}

/** One condition, whose values may still be missing. */
export interface DraftLeaf {
  readonly id: number;
  readonly kind: 'leaf';
  readonly condition: Condition;
}

let count = 0;

/** Begins to edit a condition. */
export function draftOf(condition: Condition): Draft {
  const group = groupOf(condition);
  if (group) return draftGroup(group);
  for (const word of ['account', 'member'] as const) {
    const inner = condition[word];
    if (isCondition(inner)) return { id: ++count, kind: 'related', word, group: draftGroup(wholeGroup(inner)) };
  }
  return { id: ++count, kind: 'leaf', condition };
}

/** Begins to edit several conditions. */
export function draftGroup({ join, conditions }: Group): DraftGroup {
  return { id: ++count, kind: 'group', join, parts: conditions.map(draftOf) };
}

/** The condition that a draft stands for. */
export function conditionOf(draft: Draft): Condition {
  if (draft.kind === 'leaf') return draft.condition;
  if (draft.kind === 'related') return { [draft.word]: conditionOf(draft.group) };
  return filterOf({ join: draft.join, conditions: draft.parts.map(conditionOf) });
}
