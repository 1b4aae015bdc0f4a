import { isPublicAddress } from '../collect/address.ts';
import type { Config } from '../config.ts';
import { type Mmdb, type MmdbOptions, openMmdb, type RawPlace } from './geo-mmdb.ts';
import { memoised } from './memoised.ts';

/** Where a truncated address is: ISO 3166-1 country, ISO 3166-2 region (`DE-BE`), city. */
export interface Place {
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
}

/** Finds the place of a truncated address; null when it is unknown or no address of the public internet. */
export type GeoLookup = (address: string) => Place | null;

const CACHED_NETWORKS = 20_000;

/** What the geoip-lite that we pin ships with, in ms since 1970: the package itself does not say. */
const GEOIP_LITE_BUILT_AT = Date.UTC(2023, 10, 1);

/** Options of {@link loadGeo}. */
export interface GeoOptions extends Pick<MmdbOptions, 'interval'> {
  /** Told when the data was made (in ms since 1970; null where nobody knows), at first and whenever newer data takes its place. */
  readonly onLoaded?: (builtAt: number | null) => void;
}

/**
 * Loads the chosen source of places. geoip-lite reads 150 MB while it loads, so call this off the start-up path.
 * @throws Error when the source is not installed or its file cannot be read; the message says what to do.
 */
export async function loadGeo(source: Config['geo'], options: GeoOptions = {}): Promise<GeoLookup> {
  const { onLoaded = () => {} } = options;
  if (source === 'off' || (typeof source === 'object' && 'headers' in source)) {
    onLoaded(null);
    return () => null;
  }
  const remember = (): GeoLookup => {
    const cached = memoised(
      CACHED_NETWORKS,
      (address) => (isPublicAddress(address) && checkedPlace(find(address))) || false,
    );
    return (address) => cached(address) || null;
  };
  let lookUp = remember();
  const onReplaced = (newerBuiltAt: number | null) => {
    lookUp = remember();
    onLoaded(newerBuiltAt);
  };
  const { find, builtAt } =
    source === 'geoip-lite'
      ? { find: await loadGeoipLite(), builtAt: () => GEOIP_LITE_BUILT_AT }
      : await loadMmdb(source.mmdb, { ...options, onReplaced });
  onLoaded(builtAt());
  return (address) => lookUp(address);
}

/** Keeps of a raw place what is a country, region or city; null without a country. */
export function checkedPlace(raw: RawPlace | null): Place | null {
  const country = raw?.country?.toUpperCase() ?? '';
  if (!/^[A-Z]{2}$/.test(country) || NO_COUNTRY.has(country)) return null;
  const code = raw?.region?.toUpperCase().replace(`${country}-`, '') ?? '';
  const region = /^[A-Z\d]{1,3}$/.test(code) ? `${country}-${code}` : null;
  // DB-IP appends the district: "Berlin (Bezirk Mitte)".
  const city =
    raw?.city
      ?.replace(/\s*\([^)]*\)$/, '')
      .normalize('NFC')
      .trim() || null;
  return { country, region: region && (RENAMED_REGIONS.get(region) ?? region), city };
}

/** What databases say instead of a country: unknown, Tor, Asia or Europe as a whole, anonymous proxies, satellites. */
const NO_COUNTRY = new Set(['A1', 'A2', 'AP', 'EU', 'T1', 'XX', 'ZZ']);

/** Codes ISO has changed since the data was made. */
const RENAMED_REGIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'IN-CT': 'IN-CG',
    'IN-OR': 'IN-OD',
    'IN-TG': 'IN-TS',
    'IN-UT': 'IN-UK',
  }),
);

async function loadGeoipLite(): Promise<(address: string) => RawPlace | null> {
  const { default: geoip } = await import('geoip-lite').catch((error: unknown) => {
    throw new Error(`geoip-lite cannot be loaded (${error}): install it, or set KITH_GEO to off or mmdb:FILE.`);
  });
  return (address) => geoip.lookup(address);
}

function loadMmdb(path: string, options: MmdbOptions): Promise<Mmdb> {
  return openMmdb(path, options).catch((error: unknown) => {
    throw new Error(`${path} cannot be read (${error}): KITH_GEO needs the path of a readable .mmdb file.`);
  });
}
