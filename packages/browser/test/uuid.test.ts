import { expect, test } from 'vitest';
import { uuidTime, uuidv7 } from '../src/lib/uuid.ts';

test('ids are valid UUIDv7, unique, and ascend also within a millisecond', () => {
  const ids = Array.from({ length: 4_000 }, () => uuidv7(1_763_808_975_123));
  expect(new Set(ids).size).toBe(4_000);
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('their time can be read back', () => {
  expect(uuidTime(uuidv7(1_763_808_975_123))).toBe(1_763_808_975_123);
  expect(uuidTime('not an id')).toBeNaN();
});
