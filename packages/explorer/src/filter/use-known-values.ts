import type { ValueCounts } from '../api/answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import { countryCodes, countryName } from '../ui/country-name.ts';
import type { Subject } from './filter.ts';

/** Nearly everybody has another one: none is worth offering. */
const OF_ONE = /^(profile_id|user_id|account_id|name|email|phone|(first|last)_(click_id|referrer|landing_page))$/;

/** Values of an attribute to choose from, each with what it is called; null asks for none. */
export function useKnownValues(subject: Subject, attribute: string | null): readonly (readonly [string, string])[] {
  const isCountry = attribute?.endsWith('_country') ?? false;
  const isAsked = attribute !== null && !isCountry && !OF_ONE.test(attribute);
  const { data } = useAnswer<ValueCounts>(isAsked ? `/api/${subject}/count` : null, {
    by: attribute,
    everybody: true,
    limit: 100,
  });
  if (isCountry) return countryCodes().map((code) => [code, countryName(code)]);
  return (data?.data ?? []).flatMap(({ value }) => (value === null ? [] : [[String(value), String(value)] as const]));
}
