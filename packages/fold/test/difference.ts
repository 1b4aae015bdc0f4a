import type { Relations } from '../src/rows.ts';

/** Where two states first differ, as a path with both values; null when they are the same, order of rows included. */
export function firstDifference(expected: Relations, actual: Relations): string | null {
  return differenceAt('', expected, actual);
}

function differenceAt(path: string, expected: unknown, actual: unknown): string | null {
  if (Object.is(expected, actual)) return null;
  if (!isStructure(expected) || !isStructure(actual) || Array.isArray(expected) !== Array.isArray(actual)) {
    return `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
  }
  for (const key of Object.keys(expected)) {
    const difference = differenceAt(`${path}/${key}`, expected[key], actual[key]);
    if (difference !== null) return difference;
  }
  const added = Object.keys(actual).find((key) => !Object.hasOwn(expected, key));
  return added === undefined ? null : `${path}/${added}: expected nothing, got ${JSON.stringify(actual[added])}`;
}

function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
