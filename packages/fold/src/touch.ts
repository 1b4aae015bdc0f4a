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
  const isAsked = ({ position }: Touch) => {
    const order = comparePositions(position, touch.position);
    return which === 'first' ? order < 0 : order > 0;
  };
  const isHeld = (group: Group) => touches.some((one) => one.attributes[group] !== undefined && isAsked(one));
  if (GROUPS.every((group) => touch.attributes[group] === undefined || isHeld(group))) return touches;
  const [one] = touches;
  if (one && touches.length === 1 && !isAsked(one) && isSame(touch.attributes, one.attributes)) {
    return [{ position: touch.position, attributes: one.attributes }];
  }
  return joinTouches(which, touches, [touch]);
}

function isSame(a: Attributes, b: Attributes): boolean {
  return GROUPS.every((group) => {
    const [x, y] = [a[group], b[group]] as [GroupValues | undefined, GroupValues | undefined];
    return x === y || (x !== undefined && y !== undefined && FIELDS[group].every((field) => x[field] === y[field]));
  });
}

type GroupValues = Readonly<Record<string, string | null>>;

const FIELDS: { readonly [G in Group]: readonly string[] } = {
  application: ['application', 'application_version'],
  browser: ['browser_name', 'browser_version'],
  device: ['device_type'],
  geo: ['country', 'region', 'city'],
  host: ['host'],
  os: ['os_name', 'os_version'],
};

function pick(attributes: Attributes, groups: readonly Group[]): Attributes {
  return Object.fromEntries(groups.map((group) => [group, attributes[group]]));
}
