const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** The name of a country from its ISO code, as `Germany`; the code itself where it is none. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (NAMES.of(code) ?? code) : code;
}
