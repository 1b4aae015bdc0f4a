import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalise, canonicalJson, isRejection, type JsonValue, MAX_DEPTH, MAX_KEY_COUNT } from '../src/index.ts';

// As the definition has it, word for word: keys sorted as UTF-8 bytes, no white space.
function naiveText(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(naiveText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${naiveText(member)}`).join(',')}}`;
}

const parsed = (text: string) => JSON.parse(text) as Record<string, JsonValue>;
const content = (text: string) => {
  const result = canonicalise(parsed(text), 'context', { keyCount: 0 });
  if (isRejection(result)) throw new Error(result.message);
  return result;
};

test('the canonical text is the one of the definition, whatever the value', () => {
  const letters = [...'ab"\\\n\u2028üﬁ😀'];
  const text = fc.string({ unit: fc.constantFrom(...letters, '\ud800'), maxLength: 4 });
  const key = fc.string({ unit: fc.constantFrom(...letters, '__proto__', '10', '9'), maxLength: 4 });
  const scalar = fc.oneof(
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, 0, 1e21),
  );
  const objectOf = <T extends JsonValue>(member: fc.Arbitrary<T>) =>
    fc.array(fc.tuple(key, member), { maxLength: 6 }).map((entries) => Object.fromEntries(entries));
  const value: fc.Arbitrary<JsonValue> = objectOf(
    fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), objectOf(scalar)),
  );
  fc.assert(fc.property(value, (sample) => canonicalJson(sample) === naiveText(sample)));
});

test('content that may be stored as it is is not copied', () => {
  const object = parsed('{"b":[1,{"y":"ü","x":null}],"a":"\\"quoted\\"\\n"}');
  expect(canonicalise(object, '', { keyCount: 0 })).toStrictEqual({
    value: object,
    text: '{"a":"\\"quoted\\"\\n","b":[1,{"x":null,"y":"ü"}]}',
  });
});

test.each([
  ['a lone surrogate', '{"a":"x\\ud800"}', '{"a":"x\ufffd"}'],
  ['a lone surrogate in a key', '{"\\udc00":[1]}', '{"\ufffd":[1]}'],
  ['a NUL', '{"a":["x\\u0000y"]}', '{"a":["xy"]}'],
  ['a number beyond all bounds', '{"a":1e400}', '{"a":null}'],
  ['a negative zero', '{"a":-0}', '{"a":0}'],
])('%s is cleaned, in the object as in its text', (_what, sent, stored) => {
  const { value, text } = content(sent);
  expect(text).toBe(stored);
  expect(canonicalJson(value)).toBe(stored);
  expect(Object.values(value).some((member) => Object.is(member, -0))).toBe(false);
});

test('a key that cannot be stored is cleaned each time, however often it was written', () => {
  for (let time = 0; time < 3; time++) {
    expect(canonicalJson({ 'a\0': 1 })).toBe('{"a\\u0000":1}');
    expect(content('{"a\\u0000":1}').text).toBe('{"a":1}');
  }
});

test('a key named __proto__ is a key like any other, cleaned or not', () => {
  for (const other of ['"x"', '"x\\u0000"']) {
    const { value, text } = content(`{"__proto__":{"isAdmin":true},"other":${other}}`);
    expect(text).toBe('{"__proto__":{"isAdmin":true},"other":"x"}');
    expect(value.isAdmin).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__', 'other']);
  }
});

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const wide = (count: number) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, key) => [key, 1])));

test.each([
  ['depth', nested(MAX_DEPTH), nested(MAX_DEPTH + 1)],
  ['number of keys', wide(MAX_KEY_COUNT), wide(MAX_KEY_COUNT + 1)],
  ['length of a key', `{"${'k'.repeat(256)}":1}`, `{"${'k'.repeat(257)}":1}`],
])('content is accepted up to the greatest %s and rejected beyond it', (_what, within, beyond) => {
  expect(content(within).text).toBe(naiveText(parsed(within)));
  expect(canonicalise(parsed(beyond), 'context', { keyCount: 0 })).toMatchObject({ code: 'too_complex' });
});

test('the keys of all parts of a message count together', () => {
  const budget = { keyCount: 0 };
  canonicalise(parsed(wide(MAX_KEY_COUNT - 1)), 'properties', budget);
  expect(canonicalise(parsed('{"a":1}'), 'traits', budget)).toMatchObject({ text: '{"a":1}' });
  expect(canonicalise(parsed('{"a":1}'), 'context', budget)).toMatchObject({ code: 'too_complex', path: 'context' });
});
