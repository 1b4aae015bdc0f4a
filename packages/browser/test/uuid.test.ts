import { expect, test } from 'vitest';
import { uuidv7 } from '../src/lib/uuid.ts';

test('ids are valid UUIDv7, unique, and ascend with time', () => {
  const now = Date.UTC(2026, 10, 22);
  const ids = Array.from({ length: 4_000 }, (_, index) => uuidv7(now + index));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(Array.from({ length: 4_000 }, () => uuidv7(now))).size).toBe(4_000);
  expect(ids.toSorted()).toEqual(ids);
  expect(Number.parseInt((ids[7] ?? '').slice(0, 13).replace('-', ''), 16)).toBe(now + 7);
});

test('the digits after the time are all random', () => {
  const seen = Array.from({ length: 32 }, () => new Set<string>());
  for (let index = 0; index < 1_000; index++) {
    for (const [place, digit] of [...uuidv7(0).replaceAll('-', '')].entries()) seen[place]?.add(digit);
  }
  expect(seen.map(({ size }) => size)).toEqual([...Array(13).fill(1), 16, 16, 16, 1, ...Array(15).fill(16)]);
});
