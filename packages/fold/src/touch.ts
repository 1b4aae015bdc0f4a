import type { Attributes } from './event.ts';
import { comparePositions, type Position } from './order.ts';

/** An event's position and those attribute groups for which it is the earliest (or the latest) of its atom. */
export interface Touch {
  readonly position: Position;
  readonly attributes: Attributes;
}

type Group = keyof Attributes;

const GROUPS: readonly Group[] = ['application', 'browser', 'device', 'geo', 'host', 'os'];

/**
 * Joins touches so that each group is held once, by its earliest (`'first'`) or latest (`'last'`) event: an associative,
 * commutative, idempotent merge. A group is one register: its values never mix two events.
 * @returns touches sorted by position; none is empty.
 */
export function joinTouches(which: 'first' | 'last', ...lists: readonly (readonly Touch[])[]): readonly Touch[] {
  const touches = lists.flat().sort((a, b) => comparePositions(a.position, b.position));
  if (which === 'last') touches.reverse();
  const taken = new Set<Group>();
  const kept: Touch[] = [];
  for (const touch of touches) {
    const groups = GROUPS.filter((group) => touch.attributes[group] !== undefined && !taken.has(group));
    if (groups.length === 0) continue;
    for (const group of groups) taken.add(group);
    kept.push({ position: touch.position, attributes: pick(touch.attributes, groups) });
  }
  return which === 'last' ? kept.reverse() : kept;
}

function pick(attributes: Attributes, groups: readonly Group[]): Attributes {
  return Object.fromEntries(groups.map((group) => [group, attributes[group]]));
}
