import type { IncomingHttpHeaders } from 'node:http';
import type { RawPlace } from '../enrich/geo-mmdb.ts';

/** Names of the request headers in which a content delivery network says where the visitor is, in lower case. */
export interface PlaceHeaders {
  readonly country: string;
  readonly region?: string;
  readonly city?: string;
}

const VENDORS: Readonly<Record<string, PlaceHeaders>> = {
  cloudflare: { country: 'cf-ipcountry', region: 'cf-region-code', city: 'cf-ipcity' },
  cloudfront: {
    country: 'cloudfront-viewer-country',
    region: 'cloudfront-viewer-country-region',
    city: 'cloudfront-viewer-city',
  },
  vercel: { country: 'x-vercel-ip-country', region: 'x-vercel-ip-country-region', city: 'x-vercel-ip-city' },
};

const MAX_LENGTH = 256;

/**
 * Reads what follows `headers:` in KITH_GEO: a vendor, or names such as `country=X-Geo-Country,city=X-Geo-City`.
 * @returns undefined for anything else.
 */
export function readPlaceHeaders(text: string): PlaceHeaders | undefined {
  if (Object.hasOwn(VENDORS, text)) return VENDORS[text];
  const names: { country?: string; region?: string; city?: string } = {};
  for (const entry of text.toLowerCase().split(',')) {
    const [, part, name] = /^(country|region|city)=([\w-]{1,64})$/.exec(entry) ?? [];
    if (!part) return undefined;
    names[part as keyof PlaceHeaders] = name as string;
  }
  return names.country === undefined ? undefined : { ...names, country: names.country };
}

/** The place which the headers of a request name, unchecked; null without a country. Anybody can send such headers. */
export function placeInHeaders(headers: IncomingHttpHeaders, names: PlaceHeaders): RawPlace | null {
  const text = (name: string | undefined) => {
    const value = name === undefined ? undefined : headers[name];
    return typeof value === 'string' && value.length <= MAX_LENGTH ? decode(value) : undefined;
  };
  const country = text(names.country);
  return country ? { country, region: text(names.region), city: text(names.city) } : null;
}

// Cities are UTF-8 in the bytes of the header, which Node reads as Latin-1, or in percent encoding.
function decode(value: string): string {
  try {
    return decodeURIComponent(Buffer.from(value, 'latin1').toString());
  } catch {
    return value;
  }
}
