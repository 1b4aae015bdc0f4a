const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** The name of a country from its ISO code, as `Germany`; the code itself where it is none. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (NAMES.of(code) ?? code) : code;
}

let codes: readonly string[] | undefined;

/** The codes of all countries, by name. */
export function countryCodes(): readonly string[] {
  codes ??= [...LETTERS]
    .flatMap((first) => [...LETTERS].map((second) => first + second))
    // ZZ and the like stand for none, and what a country was called before, as DD, for another one.
    .filter(
      (code) =>
        countryName(code) !== code &&
        new Intl.Locale('und', { region: code }).region === code &&
        !/^(Q[M-Z]|X[A-JL-Z]|ZZ|EU|EZ|UN)$/.test(code),
    )
    .sort((one, other) => countryName(one).localeCompare(countryName(other)));
  return codes;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
