import fc from 'fast-check';
import { ACCOUNT_ATTRIBUTES, PROFILE_ATTRIBUTES } from '../../../src/read/filter/attributes.ts';
import type { Subject } from '../../../src/read/filter/filter.ts';

const TEXTS = [
  'ada',
  'ADA',
  'ada@example.com',
  'pro',
  'free',
  'anonymous',
  'Acme',
  'device-kiosk',
  '5',
  '',
  '%',
  '_',
  "'",
  '\\',
];
const TIMES = ['2026-11-02', '2026-11-10T09:03:00Z', '2026-11-11T10:00:00.001Z', '1985-12-10', '2030-01-01'];
const NUMBERS = [0, 1, 2, 3, 5, 9, 10, 20, 49.9, 300_000, -1];
const EVENTS = ['Order Completed', 'Product Added', 'Survey Viewed', 'Survey Answered', 'Rage Click', 'Never'];
const PROPERTIES = ['revenue', 'price', 'order_id', 'product_id', 'answers', 'seq', 'none'];
const TRAITS = ['plan', 'seats', 'email', 'birthday', 'name', 'msg_email', 'industry', 'none', '"', '__proto__'];

const text = fc.constantFrom(...TEXTS);
const letters = fc.constantFrom(...TEXTS.filter((value) => value !== ''));
const number = fc.constantFrom(...NUMBERS);
const time = fc.constantFrom(...TIMES);
const known = fc.record({ known: fc.boolean() });
const within = fc.record({ within_days: fc.constantFrom(1, 2, 3, 7, 400) });

const ordered = fc
  .constantFrom('over', 'at_least', 'under', 'at_most')
  .chain((op) => number.map((value) => ({ [op]: value })));
const times = fc.oneof(
  fc.constantFrom('before', 'after').chain((op) => time.map((value) => ({ [op]: value }))),
  within,
);
const matches = fc.constantFrom('contains', 'starts_with').chain((op) => letters.map((value) => ({ [op]: value })));
const equals = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(
    fc.constantFrom('is', 'is_not').chain((op) => value.map((operand) => ({ [op]: operand }))),
    fc
      .constantFrom('in', 'not_in')
      .chain((op) => fc.array(value, { minLength: 1, maxLength: 3 }).map((operands) => ({ [op]: operands }))),
  );

const TESTS = {
  boolean: fc.oneof(
    fc.constantFrom('is', 'is_not').chain((op) => fc.boolean().map((value) => ({ [op]: value }))),
    known,
  ),
  date: fc.oneof(fc.constantFrom({ on_day: '12-10' }, { on_day: '02-29' }, { after: '1985-12-09' }), known),
  json: fc.oneof(equals(fc.oneof(text, number, fc.boolean())), matches, ordered, times, known),
  number: fc.oneof(equals(number), ordered, known),
  text: fc.oneof(equals(text), matches, known),
  time: fc.oneof(times, known),
};

const several = (tests: fc.Arbitrary<object>) =>
  fc.array(tests, { minLength: 1, maxLength: 2 }).map((all): object => Object.assign({}, ...all));

function attributeInputs(subject: Subject): fc.Arbitrary<object> {
  const attributes = subject === 'profiles' ? PROFILE_ATTRIBUTES : ACCOUNT_ATTRIBUTES;
  return fc
    .constantFrom(...attributes)
    .chain(([attribute, { type }]) => several(TESTS[type]).map((tests) => ({ attribute, ...tests })));
}

const traitInputs = fc
  .constantFrom(...TRAITS)
  .chain((trait) => several(TESTS.json).map((tests) => ({ trait, ...tests })));

const windows = fc.oneof(
  fc.constant({}),
  within,
  time.map((since) => ({ since })),
  time.map((before) => ({ before })),
);
const wheres = fc.oneof(
  fc.constant({}),
  fc
    .array(
      fc.constantFrom(...PROPERTIES).chain((property) => several(TESTS.json).map((tests) => ({ property, ...tests }))),
      { maxLength: 2 },
    )
    .map((where) => ({ where })),
);
const countInputs = fc.constantFrom(
  {},
  { count: 1 },
  { count: 0 },
  { count: { at_least: 2 } },
  { count: { at_most: 1 } },
);

const eventInputs = fc
  .tuple(fc.constantFrom(...EVENTS), windows, wheres, countInputs, fc.boolean())
  .map(([name, window, where, count, did]) =>
    did ? { did: name, ...window, ...where, ...count } : { did_not: name, ...window, ...where },
  );

const surveyInputs = fc.oneof(
  fc.constantFrom({ survey: 'onboarding' }, { survey: 'onboarding', state: 'completed' }, { survey: 'none' }),
  fc
    .constantFrom('score', 'why', 'none')
    .chain((question) => several(TESTS.json).map((tests) => ({ survey: 'onboarding', question, ...tests }))),
);

const identityTests = several(TESTS.text);
const countedIdentifiers = fc
  .tuple(
    fc.option(
      identityTests.filter((tests) => !Object.hasOwn(tests, 'known')),
      { nil: {} },
    ),
    countInputs,
  )
  .map(([tests, count]) => ({ ...tests, ...count }))
  .filter((condition) => Object.keys(condition).length > 0);
const identityInputs = fc
  .constantFrom('user', 'anonymous', 'email', 'phone', 'token')
  .chain((identity) => fc.oneof(identityTests, countedIdentifiers).map((rest) => ({ identity, ...rest })));

/** Filters of a subject which hold together, over the people of the sample database. */
export function filterInputs(subject: Subject, depth = 3): fc.Arbitrary<object> {
  const simple: fc.Arbitrary<object>[] = [attributeInputs(subject), traitInputs];
  if (subject === 'profiles') simple.push(eventInputs, surveyInputs, identityInputs);
  if (depth === 0) return fc.oneof(...simple);
  const inner = filterInputs(subject, depth - 1);
  const [other, word] = subject === 'profiles' ? (['accounts', 'account'] as const) : (['profiles', 'member'] as const);
  return fc.oneof(
    ...simple,
    fc
      .constantFrom('all', 'any')
      .chain((kind) => fc.array(inner, { maxLength: 3 }).map((filters) => ({ [kind]: filters }))),
    inner.map((filter) => ({ not: filter })),
    filterInputs(other, 0).map((filter) => ({ [word]: filter })),
  );
}

/** Anything at all: JSON of any shape, and filters in which something was put in the place of something else. */
export function strangeInputs(): fc.Arbitrary<unknown> {
  const words = [
    'all',
    'any',
    'not',
    'attribute',
    'trait',
    'did',
    'where',
    'is',
    'in',
    'survey',
    'segment',
    'identity',
    'account',
    'count',
  ];
  const key = fc.oneof(fc.constantFrom(...words), fc.string());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.jsonValue(),
      fc.constantFrom(...TEXTS, ...TIMES, "' OR 1=1 --", '"; DROP TABLE profiles; --', '\0', '\ud800'),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const broken = fc
    .tuple(filterInputs('profiles'), key, tree)
    .map(([filter, name, value]) => ({ ...filter, [name]: value }));
  return fc.oneof(tree, broken, fc.string());
}
