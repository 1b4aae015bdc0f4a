import type { WireMessage } from '@kith/protocol';
import { expect, test } from 'vitest';
import * as serialising from '../src/lib/serialise.ts';
import { salvage } from '../src/salvage.ts';

salvage();

function serialise(value: unknown): string {
  return serialising.serialise(value as WireMessage);
}

function through(value: unknown): unknown {
  return JSON.parse(serialise(value));
}

test('usual values are plain JSON', () => {
  const value = { a: [1, 'two', null, { b: true }], when: new Date(0) };
  expect(serialise(value)).toBe(JSON.stringify(value));
});

test('a cycle is left out, what stands beside it is kept', () => {
  const value: Record<string, unknown> = { a: 1, list: [{ b: 2 }] };
  value.self = value;
  (value.list as unknown[]).push(value.list);
  expect(through(value)).toEqual({ a: 1, list: [{ b: 2 }, null] });
});

test('the same object twice is no cycle', () => {
  const item = { id: 1 };
  expect(through({ a: item, b: item, big: 1n })).toEqual({ a: item, b: item, big: '1' });
});

test('BigInts become text', () => {
  expect(through({ id: 2n ** 70n })).toEqual({ id: '1180591620717411303424' });
});

test('getters and toJSON that throw are left out', () => {
  const value = {
    a: 1,
    get broken(): never {
      throw new Error('no');
    },
    odd: {
      toJSON() {
        throw new Error('no');
      },
    },
    date: new Date(Number.NaN),
  };
  expect(through(value)).toEqual({ a: 1, date: null });
});

test('functions, symbols and undefined are left out', () => {
  const value = { a: 1, f() {}, s: Symbol('s'), u: undefined, big: 1n };
  expect(through(value)).toEqual({ a: 1, big: '1' });
});

test('a huge value is cut to what the collector takes', () => {
  const value = {
    first: 'kept',
    text: 'x'.repeat(1_000_000),
    list: Array.from({ length: 100_000 }, (_, index) => ({ index })),
    last: 'too late',
  };
  const text = serialise(value);
  expect(new TextEncoder().encode(text).length).toBeLessThan(40_960);
  expect(JSON.parse(text)).toMatchObject({ first: 'kept', list: expect.arrayContaining([{ index: 0 }]) });
});

test('an endless chain ends', () => {
  const endless: object = {
    n: 1n,
    get next() {
      return endless === undefined ? null : Object.create(endless, Object.getOwnPropertyDescriptors(endless));
    },
  };
  expect(serialise(endless).length).toBeLessThan(40_960);
});

test('a key named __proto__ is a key', () => {
  expect(serialise({ ...JSON.parse('{"__proto__":1}'), big: 1n })).toBe('{"__proto__":1,"big":"1"}');
});
