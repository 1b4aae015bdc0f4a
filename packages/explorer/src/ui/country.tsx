import { countryName } from './country-name.ts';
import { Unknown } from './unknown.tsx';

/** A country by its ISO code: flag and name. */
export function Country({ code }: { readonly code: string | null }) {
  if (code === null) return <Unknown what="place" />;
  return (
    <>
      <span aria-hidden="true">{flagOf(code)}</span> {countryName(code)}
    </>
  );
}

// A flag is made of the letters of the code, each moved to where Unicode has those of flags.
function flagOf(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return '';
  return String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 - 65 + letter.charCodeAt(0)));
}
