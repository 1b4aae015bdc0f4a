import type { JsonObject, JsonValue } from '@kith/protocol';
import type { Attributes, NamedIdentifier } from '../src/event.ts';
import { type Dice, pick } from './dice.ts';

/** Properties that rules may map to traits. */
export const MAPPED_PROPERTIES: readonly string[] = ['mail', '😀', 'ﬁ', '__proto__', 'content_name', 'mail', '😀', 'ﬁ'];

/** Properties that mappings may read, and others. */
export function describingProperties(roll: Dice): JsonObject {
  const properties: Record<string, JsonValue> = Object.create(null);
  if (roll(3, 90) === 0) return properties;
  for (let index = 0; index < 3; index++) {
    const value = pick([...TRAIT_VALUES, ...OPERATION_VALUES], roll, 91 + index);
    properties[pick(MAPPED_PROPERTIES, roll, 94 + index)] = value;
  }
  return properties;
}

/** Properties of a message about content. */
export function contentProperties(roll: Dice): JsonObject {
  const properties: Record<string, JsonValue> = Object.create(null);
  const give = (key: string, values: readonly (JsonValue | undefined)[], salt: number): void => {
    const value = pick(values, roll, salt);
    if (value !== undefined) properties[key] = value;
  };
  give('content_id', ['tour', 'tour', 'tour', 'tour', 'tour', 'tour', 'tip', 7, undefined, '', true], 80);
  give('content_type', ['banner', 'banner', 'banner', 'banner', 'banner', undefined, 'content', 5, '', null], 81);
  give('content_name', ['Tour', 'The tour', undefined, 5, '', null], 82);
  return properties;
}

/** Names of track messages. */
export const TRACK_NAMES: readonly string[] = [
  'Clicked',
  'Rage Click',
  'Dead Click',
  'Error Click',
  'é',
  'Clicked',
  'Charged',
  'Order Completed',
  '__proto__',
];

/** Where and with what somebody was: some groups, some of their values. */
export function attributesOf(roll: Dice): Attributes {
  const has = (salt: number): boolean => roll(3, salt) === 1;
  return {
    ...(has(30) && {
      geo: { country: 'DE', region: pick([null, 'DE-BE'], roll, 31), city: pick([null, 'Berlin'], roll, 32) },
    }),
    ...(has(33) && { device: { device_type: pick(['desktop', 'mobile'], roll, 34) } }),
    ...(has(35) && {
      os: { os_name: pick(['iOS', 'Windows', null], roll, 36), os_version: pick([null, '11'], roll, 37) },
    }),
    ...(has(38) && {
      browser: { browser_name: pick(['Firefox', 'Safari'], roll, 39), browser_version: pick([null, '1'], roll, 40) },
    }),
    ...(has(41) && {
      application: { application: pick(['app', 'shop'], roll, 42), application_version: pick([null, '2.0'], roll, 43) },
    }),
    ...(has(44) && { host: { host: pick(['a.example.org', 'b.example.org'], roll, 45) } }),
  };
}

/** Custom ids and push tokens, which few messages name. */
export function identifiersOf(roll: Dice): NamedIdentifier[] {
  const named: NamedIdentifier[] = [];
  if (roll(8, 50) === 1) named.push({ kind: 'external', identifier: pick(['crm:1', 'crm:2'], roll, 51) });
  if (roll(8, 52) === 1) named.push({ kind: 'token', identifier: pick(['crm:1', 'token'], roll, 53) });
  return named;
}

const TRAIT_KEYS = [
  'email',
  'phone',
  'name',
  'firstName',
  'first_name',
  'lastName',
  'last_name',
  'birthday',
  'dob',
  'DOB',
  'createdAt',
  'created_at',
  'msg_email',
  'msgEmail',
  'msg_push',
  'msgSms',
  'msgWhatsapp',
  'gender',
  'timezone',
  'language',
  'is_test_user',
  'plan',
  '__proto__',
  'ﬁ',
  '😀',
];
const TRAIT_VALUES: readonly JsonValue[] = [
  'a',
  'b',
  null,
  '',
  1,
  0,
  true,
  false,
  'Yes',
  'OFF',
  1.5,
  ['b', null],
  { b: 1, a: [{}] },
];
// What is said of a number and of a list: floating point shows in these sums, and which operations count in all of them.
const ADDITIONS: readonly JsonValue[] = [
  { $add: 0.1 },
  { $add: 0.2 },
  { $add: 0.7 },
  { $add: -1e-7 },
  { $add: 1e21 },
  { $add: 'much' },
  { $add: 1, $union: ['b'] },
  { $setOnce: 10 },
  { $setOnce: 0.5 },
  { $setOnce: null },
  null,
  0.7,
  1,
  ['b'],
];
const ELEMENT_CHANGES: readonly JsonValue[] = [
  { $union: ['b', 'c'] },
  { $union: ['c', { b: 1, a: 2 }] },
  { $union: 'c' },
  { $union: ['😀', 'ﬁ'] },
  { $union: [] },
  { $remove: ['b'] },
  { $remove: ['b', 'c'] },
  { $remove: [{ a: 2, b: 1 }, 1] },
  { $remove: 'c' },
  { $setOnce: ['c', 'b', 'b'] },
  { $setOnce: 'first' },
  { $add: 1 },
  { $unset: true },
  null,
  ['b', 'a', 'b'],
  [],
];
const OPERATION_VALUES: readonly JsonValue[] = [...ADDITIONS, ...ELEMENT_CHANGES];
const CREATED_VALUES: readonly JsonValue[] = [
  '2024-02-29T10:00:00.1239+01:00',
  1_700_000_000,
  '1700000000',
  1_700_000_000_123,
  '1700000000123',
  99_999_999_999,
  100_000_000_000,
  1_700_000_000.5,
  'yesterday',
  '',
  null,
  true,
  1e300,
];

/** Traits, and operations on traits. */
export function traitsOf(roll: Dice): JsonObject {
  const traits: Record<string, JsonValue> = Object.create(null);
  const count = roll(5, 60);
  for (let index = 0; index < count; index++) {
    const key = pick(TRAIT_KEYS, roll, 61 + index);
    traits[key] = pick(key.startsWith('created') ? CREATED_VALUES : TRAIT_VALUES, roll, 71 + index);
  }
  // Keys of which much is said, for what happens when operations meet.
  if (roll(2, 100) === 1) traits.score = pick(ADDITIONS, roll, 101);
  if (roll(2, 102) === 1) traits.tags = pick(ELEMENT_CHANGES, roll, 103);
  if (roll(8, 104) === 1) traits.email = pick(OPERATION_VALUES, roll, 105);
  return traits;
}

/** Properties of a message about a survey, as careless senders write them. */
export function surveyProperties(roll: Dice): JsonObject {
  const properties: Record<string, JsonValue> = Object.create(null);
  const give = (key: string, values: readonly (JsonValue | undefined)[], salt: number): void => {
    const value = pick(values, roll, salt);
    if (value !== undefined) properties[key] = value;
  };
  give('survey_id', ['nps', 'nps', 'nps', 'nps', 'nps', 'nps', 'nps.q', 'nps.q', 7, undefined, '', true], 80);
  give('response_id', ['r1', 'r1', 'r1', 'r1', 'r1', 'r2', 1, undefined], 81);
  give('seq', [1, 2, 3, 2, undefined, '9'], 82);
  give('survey_name', ['NPS', 'Exit', undefined, 5], 83);
  give(
    'answers',
    [{ q: 9 }, answersOf('q', 'q.r'), answersOf('r'), { q: null }, {}, undefined, [1], 'q', answersOf('__proto__')],
    84,
  );
  give('questions', [undefined, QUESTIONS, { q: { text: 'Why?' }, r: { text: '' } }, { q: 'Why?' }, ['q']], 85);
  return properties;
}

const QUESTIONS: JsonObject = { q: { text: 'How?', type: 'score' }, 'q.r': { text: 5 }, r: { type: 'text' } };

function answersOf(...questions: string[]): JsonObject {
  const answers: Record<string, JsonValue> = Object.create(null);
  for (const question of questions) answers[question] = `${questions.length}`;
  return answers;
}
