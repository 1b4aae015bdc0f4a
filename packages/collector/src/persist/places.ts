import type { Db } from './database.ts';

/** Where the places of new events come from, as the collector last noted it. */
export interface Places {
  /** `geoip-lite`, `mmdb`, `headers` or `off`; null before a collector has run. */
  readonly source: string | null;
  /** When their data was made, in ms since 1970; null where nobody knows. */
  readonly builtAt: number | null;
}

/** Notes where the places of new events come from. */
export function notePlaces(db: Db, places: Places): void {
  db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('places', ?)").run(JSON.stringify(places));
}

/** Reads that note. */
export function readPlaces(db: Db): Places {
  const text = db.prepare<[], string>("SELECT value FROM meta WHERE name = 'places'").pluck().get();
  return text === undefined ? { source: null, builtAt: null } : JSON.parse(text);
}
