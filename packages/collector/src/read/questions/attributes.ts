import type { Db } from '../../persist/database.ts';
import { ACCOUNT_ATTRIBUTES, type Attributes, PROFILE_ATTRIBUTES } from '../filter/attributes.ts';
import { TESTS } from '../filter/value-test.ts';
import type { Question } from '../questions.ts';

/** Accounts whose traits are looked at: with as many it is known what they have. */
const ACCOUNT_COUNT = 10_000;

/** What people and accounts are filtered, sorted and counted by, each attribute with the tests that filters may make of it. */
export const attributesQuestion: Question = (db: Db) => ({
  profiles: described(PROFILE_ATTRIBUTES),
  accounts: described(ACCOUNT_ATTRIBUTES),
  account_traits: db
    .prepare(
      `SELECT key, coalesce(decided.label, key) AS label
       FROM (SELECT DISTINCT key FROM (SELECT traits FROM account_rows LIMIT ${ACCOUNT_COUNT}), json_each(traits))
       LEFT JOIN definition_decisions AS decided ON decided.subject = 'trait' AND decided.name = key
       WHERE NOT coalesce(decided.is_hidden, 0) ORDER BY key LIMIT 200`,
    )
    .all(),
  trait_tests: TESTS.json,
});

function described(attributes: Attributes): object[] {
  return [...attributes].map(([name, { type, label }]) => ({ name, type, label, tests: TESTS[type] }));
}
