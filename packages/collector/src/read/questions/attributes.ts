import { ACCOUNT_ATTRIBUTES, type Attributes, PROFILE_ATTRIBUTES } from '../filter/attributes.ts';
import { TESTS } from '../filter/value-test.ts';
import type { Question } from '../questions.ts';

/** What people and accounts are filtered, sorted and counted by, each attribute with the tests that filters may make of it. */
export const attributesQuestion: Question = () => ({
  profiles: described(PROFILE_ATTRIBUTES),
  accounts: described(ACCOUNT_ATTRIBUTES),
  trait_tests: TESTS.json,
});

function described(attributes: Attributes): object[] {
  return [...attributes].map(([name, { type, label }]) => ({ name, type, label, tests: TESTS[type] }));
}
