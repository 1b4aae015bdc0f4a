import { expect, it } from 'vitest';
import { cellValue, MappingError, targetsOf } from '../../../src/collect/import/mapping.ts';

const targets = (header: string[], columns: Record<string, string> = {}, isOnly = false) =>
  targetsOf(header, { columns, isOnly });

it('takes columns for what their names say, and for traits if they say nothing', () => {
  expect(targets(['user_id', 'account_id', 'plan', 'traits.seats:number', 'account.name', 'kith_row'])).toEqual([
    { kind: 'userId' },
    { kind: 'accountId' },
    { kind: 'traits', key: 'plan', type: 'text' },
    { kind: 'traits', key: 'seats', type: 'number' },
    { kind: 'account', key: 'name', type: 'text' },
    { kind: 'ignored' },
  ]);
});

it('follows a mapping, and ignores the rest if it is told to', () => {
  const columns = { Kunde: 'userId', 'Seit: wann': 'traits.since:time', Notiz: '' };
  expect(targets(['Kunde', 'Seit: wann', 'Notiz', 'x'], columns, true)).toEqual([
    { kind: 'userId' },
    { kind: 'traits', key: 'since', type: 'time' },
    { kind: 'ignored' },
    { kind: 'ignored' },
  ]);
});

it.each([
  [['userId'], { email: 'traits.email' }, 'there is no column "email"'],
  [['userId', 'a', 'a'], {}, 'two columns have the same name'],
  [['userId', 'user_id'], {}, 'two columns are userId'],
  [['userId', 'a', 'b'], { a: 'traits.x:number', b: 'traits.x' }, 'two columns are traits.x'],
  [['email'], {}, 'no column is userId or anonymousId'],
  [['userId', 'a'], { a: 'email' }, '"email" is none of userId'],
])('refuses a mapping that does not fit: %j %j', (header, columns, message) => {
  expect(() => targets(header, columns as Record<string, string>)).toThrow(MappingError);
  expect(() => targets(header, columns as Record<string, string>)).toThrow(message);
});

it('reads values by their type, and nothing else for them', () => {
  expect([' 1.5 ', '-2', '1e3', '.5'].map((cell) => cellValue(cell, 'number'))).toEqual([1.5, -2, 1_000, 0.5]);
  expect(['1,5', '0x10', '', '1 000', '1e999'].map((cell) => cellValue(cell, 'number'))).toEqual(
    Array(5).fill(undefined),
  );
  expect(['Yes', 'FALSE', '1', 'no', 'x'].map((cell) => cellValue(cell, 'boolean'))).toEqual([
    true,
    false,
    true,
    false,
    undefined,
  ]);
  expect(['{"a":[1]}', '{'].map((cell) => cellValue(cell, 'json'))).toEqual([{ a: [1] }, undefined]);
  expect(['2026-11-22', 'yesterday'].map((cell) => cellValue(cell, 'time'))).toEqual(['2026-11-22', undefined]);
  expect(["'=1+1", "'+49", "it's", ' x '].map((cell) => cellValue(cell, 'text'))).toEqual([
    '=1+1',
    '+49',
    "it's",
    ' x ',
  ]);
  expect(cellValue("'-5", 'number')).toBe(-5);
});
