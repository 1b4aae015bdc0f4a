import type { Explorer } from '../explorer.ts';
import type { Shown } from '../shown.ts';

/** Asks a file: a line for each row, its columns divided by ` | `, a dash for what is not known. */
export type Ask = (sql: string) => string[];

/** Every view, with what SQL alone says of it, whatever the API answers. Lists are cut behind what can be in view. */
export type Said = Readonly<Record<string, (ask: Ask) => Shown>>;

/** Asks a file as people read it. */
export function asker({ db }: Pick<Explorer, 'db'>): Ask {
  return (sql) => {
    const rows = db.prepare(sql).raw().all() as (number | string | null)[][];
    return rows.map((row) => row.map((value) => value ?? '–').join(' | '));
  };
}

/** The browser and system of a row, in words. */
export const DEVICE = `coalesce(browser_name || ' · ' || os_name, browser_name, os_name)`;

/** What a person is called. */
export const PERSON = `coalesce(name, email, user_id, 'Anonymous ' || substr(profile_id, 3, 8))`;

/** The SQL of how many rows there are, as a count is shown. */
export function countOf(rows: string): string {
  return `SELECT capped(count(*)) FROM ${rows}`;
}

/** What bars say; a line of a bar has no cells. */
export function bars(ask: Ask, sql: string): string[] {
  return ask(sql).map((line) => line.replace(' | ', ' '));
}

/** The SQL of a country in words. */
export function place(column: string): string {
  return `coalesce(country(${column}), 'Not known')`;
}

/** What an overview shows of whoever fulfils a condition. */
export function overview(ask: Ask, condition: string): Shown {
  const tracked = `FROM events WHERE type = 'track' AND ${condition}`;
  const viewed = `FROM events WHERE type = 'page' AND ${condition}`;
  return {
    'Events by day':
      ask(`SELECT printf('Events by day: %,d in all, most on %s with %,d', sum(count), min(day) FILTER (WHERE count = most), most)
      FROM (SELECT *, max(count) OVER () AS most FROM (SELECT substr(timestamp, 1, 10) AS day, count(*) AS count ${tracked} GROUP BY 1))`),
    'Top events': bars(
      ask,
      `SELECT name, number(count(*)) ${tracked} GROUP BY name ORDER BY count(*) DESC, name LIMIT 10`,
    ),
    'Top pages': bars(
      ask,
      `SELECT path, number(count(*)) ${viewed} GROUP BY path ORDER BY count(*) DESC, path LIMIT 10`,
    ),
  };
}

/** The totals of whoever fulfils a condition. */
export function totals(ask: Ask, condition: string): string[] {
  return [
    ...ask(`SELECT 'Events', number(count(*)) FROM events WHERE type = 'track' AND ${condition}`),
    ...ask(`SELECT 'Sessions', number(count(*)) FROM sessions WHERE ${condition}`),
    ...ask(`SELECT 'Time in sessions', duration(sum(duration_ms)) FROM sessions WHERE ${condition}`),
    ...ask(`SELECT 'Average session', duration(avg(duration_ms)) FROM sessions WHERE ${condition}`),
  ];
}
