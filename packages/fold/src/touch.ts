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

/**
 * Adds a touch to joined ones, like {@link joinTouches}. Most events say what the one before them said: then the same
 * attributes stay the same objects, and touches that gain nothing the same list.
 */
export function addTouch(which: 'first' | 'last', touches: readonly Touch[], touch: Touch): readonly Touch[] {
  const [one] = touches;
  if (one && touches.length === 1) {
    const order = comparePositions(touch.position, one.position);
    const isAsked = which === 'first' ? order > 0 : order < 0;
    if (isAsked && isWithin(touch.attributes, one.attributes)) return touches;
    if (!isAsked && isSame(touch.attributes, one.attributes)) {
      return [{ position: touch.position, attributes: one.attributes }];
    }
  }
  const joined = joinTouches(which, touches, [touch]);
  const isUnchanged =
    joined.length === touches.length && joined.every(({ position }, at) => position === touches[at]?.position);
  return isUnchanged ? touches : joined;
}

// Whether an event says nothing of groups that another one does not hold.
function isWithin(some: Attributes, all: Attributes): boolean {
  for (const group of GROUPS) if (some[group] !== undefined && all[group] === undefined) return false;
  return true;
}

// Written out: asked of nearly every event.
function isSame(a: Attributes, b: Attributes): boolean {
  return (
    a.application?.application === b.application?.application &&
    a.application?.application_version === b.application?.application_version &&
    a.browser?.browser_name === b.browser?.browser_name &&
    a.browser?.browser_version === b.browser?.browser_version &&
    a.device?.device_type === b.device?.device_type &&
    a.geo?.country === b.geo?.country &&
    a.geo?.region === b.geo?.region &&
    a.geo?.city === b.geo?.city &&
    a.host?.host === b.host?.host &&
    a.os?.os_name === b.os?.os_name &&
    a.os?.os_version === b.os?.os_version
  );
}

function pick(attributes: Attributes, groups: readonly Group[]): Attributes {
  return Object.fromEntries(groups.map((group) => [group, attributes[group]]));
}
