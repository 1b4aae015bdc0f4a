import { DAY_MS } from '@kith/protocol';
import { readPlaces } from '../../persist/places.ts';
import type { Check } from './check.ts';

/** Addresses move between places. */
const MAX_AGE_MS = 365 * DAY_MS;

/** Data of places that is too old to be right. */
export const stalePlaces: Check = {
  name: 'stale_places',
  severity: 'warning',
  title: 'the data that tells places from addresses is older than a year',
  why: 'Networks move: countries are still mostly right, cities often are not.',
  fix: 'Load a current .mmdb file (GeoLite2, DB-IP) and set KITH_GEO=mmdb:FILE. It is read again whenever it changes; events keep the place they came with.',
  sql: "SELECT value FROM meta WHERE name = 'places'",
  find(db, { now }) {
    const { source, builtAt } = readPlaces(db);
    if (builtAt === null || now - builtAt <= MAX_AGE_MS) return { count: 0, examples: [] };
    return { count: 1, examples: [{ source, built_at: new Date(builtAt).toISOString() }] };
  },
};
