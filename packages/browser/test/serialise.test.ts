import type { WireMessage } from '@kith/protocol';
import { expect, test } from 'vitest';
import { serialise } from '../src/lib/serialise.ts';

function through(properties: object): unknown {
  const message = { type: 'track', event: 'Odd', properties, context: { kith: { seq: 1 } } } as WireMessage;
  return JSON.parse(serialise(message));
}

const cycle: Record<string, unknown> = {};
cycle.self = cycle;

const getter = {
  get broken(): never {
    throw new Error('no');
  },
};

test.each([
  ['a cycle', cycle],
  ['a BigInt', { id: 1n }],
  ['a getter that throws', getter],
  ['more than the collector takes', { text: 'x'.repeat(1_000_000) }],
  ['more bytes than the collector takes', { text: 'ж'.repeat(20_000) }],
])('a message with %s counts, without its properties', (_, properties) => {
  expect(through(properties)).toEqual({ type: 'track', event: 'Odd', context: { kith: { seq: 1 } } });
});

test('what JSON leaves out by itself is left out alone', () => {
  expect(through({ a: 1, f() {}, s: Symbol('s'), u: undefined })).toMatchObject({ properties: { a: 1 } });
});
