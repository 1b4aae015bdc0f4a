import { setImmediate } from 'node:timers/promises';
import { type Event, FOR_EVER, type Relations, type Rules, streamOf } from '@kith/fold';
import { formatTime } from '@kith/protocol';
import type fc from 'fast-check';
import { expect } from 'vitest';
import { firstDifference } from '../../../fold/test/difference.ts';
import { decided } from '../../../fold/test/world-rules.ts';
import { BASE_MS, partsOf, type World } from '../../../fold/test/worlds.ts';
import { project } from '../../src/fold/project.ts';
import type { Db } from '../../src/persist/database.ts';
import { appendDecision, standingRules } from '../../src/persist/decision-log.ts';
import { eventLog } from '../../src/persist/event-log.ts';
import { RELATION_NAMES, readRelation } from '../../src/persist/relations.ts';
import { sqliteStore } from '../../src/persist/sqlite-store.ts';
import { unfolded } from '../../src/persist/unfolded.ts';
import type { enriched } from './enriched.ts';

/** How many worlds to try: a share of those that `KITH_STORE_WORLDS` asks for. */
export function worldCount(share: number = 1): number {
  return Math.ceil(Number(process.env.KITH_STORE_WORLDS ?? 1_000) * share);
}

/**
 * Empties a file, so that many worlds can be tried in one. What earlier worlds prepared is given back meanwhile, which only
 * happens while no JavaScript runs: a thousand worlds without a pause hold a gigabyte.
 */
export async function clear(db: Db): Promise<void> {
  await setImmediate();
  const tables = db.prepare<[], string>(
    `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
  );
  for (const table of tables.pluck().all()) if (table !== 'meta') db.exec(`DELETE FROM ${table}`);
}

/** Everything derived in a file. */
export function relationsOf(db: Db): Relations {
  return Object.fromEntries(RELATION_NAMES.map((name) => [name, [...readRelation(db, name)]])) as unknown as Relations;
}

/** Relations with plain objects for rows, comparable with {@link relationsOf}. */
export function normal(relations: Relations): Relations {
  return JSON.parse(JSON.stringify(relations));
}

/** Fails with the seed and the world, in as few words as they can be said. */
export function reporter<T extends [World, ...unknown[]]>(out: fc.RunDetails<T>): void {
  if (!out.failed) return;
  const [world, ...others] = out.counterexample ?? [[]];
  throw new Error(
    `KITH_SEED=${out.seed}, path ${out.counterexamplePath}, ${JSON.stringify(others)}\n${JSON.stringify(world.map(partsOf), null, 1)}\n${out.errorInstance}`,
  );
}

/** Fails unless everything derived is as expected. */
export function expectEqual(db: Db, expected: Relations, when: string): void {
  expect(firstDifference(normal(expected), relationsOf(db)), when).toBeNull();
  expectLossesCounted(db);
  expectTidy(db);
}

// Rows that no relation shows: what reads them wants all of them, and none of events that are gone.
const UNTIDY = {
  'group calls of events that are gone': `
    SELECT count(*) FROM group_calls LEFT JOIN placements USING (seq, atom_id) WHERE placements.seq IS NULL`,
  // What had to be proved may name no account.
  'group calls that are missing': `
    SELECT count(*) FROM placements JOIN event_log USING (seq) LEFT JOIN group_calls USING (seq)
    WHERE type = 'group' AND trust > 0 AND group_calls.seq IS NULL`,
  'floats of events that are gone': `
    SELECT count(*) FROM floats LEFT JOIN placements USING (seq, t) WHERE placements.seq IS NULL`,
  'atoms without events': `
    SELECT count(*) FROM atoms LEFT JOIN placements USING (atom_id) WHERE placements.seq IS NULL`,
  'facets without atoms': 'SELECT count(*) FROM facets LEFT JOIN atoms USING (atom_id) WHERE atoms.atom_id IS NULL',
  'merged facets without facets': `
    SELECT count(*) FROM merged_facets LEFT JOIN facets USING (owner, kind, key) WHERE facets.owner IS NULL`,
  // The latest session of a person is looked for by the day of its end.
  'sessions under another day': 'SELECT count(*) FROM session_rows WHERE end_day <> end_t / 86400000',
};

/** Fails where anything derived that no relation shows is not what the events make it. */
export function expectTidy(db: Db): void {
  const counts = Object.entries(UNTIDY).map(([name, sql]) => [name, db.prepare(sql).pluck().get()]);
  expect(counts.filter(([, count]) => count !== 0)).toEqual([]);
}

// Every message in the order of its device's numbers, looked at once more.
const LOSSES = `
  SELECT day, browser_name, browser_version, count(*) + sum(missing) AS sent_count, count(*) AS arrived_count,
    sum(missing) AS missing_count
  FROM (
    SELECT *, CASE WHEN gap BETWEEN 1 AND 10000 THEN gap ELSE 0 END AS missing
    FROM (
      SELECT *, number - 1 - lag(number) OVER (PARTITION BY stream ORDER BY number, is_refused, message_id) AS gap
      FROM (
        SELECT stream, sequence AS number, message_id, 0 AS is_refused,
          strftime('%Y-%m-%d', event_log.t / 1000.0, 'unixepoch') AS day, browser_name, browser_version
        FROM event_log JOIN placements USING (seq)
        WHERE sequence > 0 AND anonymous_id IS NOT NULL AND NOT is_server
        UNION ALL
        SELECT 'a:' || (body ->> '$.anonymousId'), body ->> '$.context.kith.seq', '', 1, substr(min(received_at), 1, 10), NULL, NULL
        FROM rejected_events
        WHERE json_type(body, '$.context.kith.seq') = 'integer' AND json_type(body, '$.anonymousId') = 'text'
        GROUP BY 1, 2
      )
    )
  )
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

/** Fails unless the counts of what is missing are those of all messages. */
export function expectLossesCounted(db: Db): void {
  const counted = db.prepare('SELECT * FROM loss_ledger ORDER BY day, browser_name, browser_version');
  expect(counted.all()).toEqual(db.prepare(LOSSES).all());
}

/** Takes the decisions that make the rules. */
export function takeRules(db: Db, rules: Rules): Rules {
  const { identityPolicy, sessionGapMs, unlinked, merges, mappings, enforced } = rules;
  const decide = db.prepare("INSERT INTO decisions (kind, value, decided_at) VALUES ('enforce', ?, ?)");
  for (const [from, to] of enforced) {
    decide.run('1', formatTime(from));
    if (to !== FOR_EVER) decide.run('0', formatTime(to));
  }
  appendDecision(
    db,
    { kind: 'policy', policy: { identity_policy: identityPolicy, session_gap_ms: sessionGapMs } },
    BASE_MS,
  );
  for (const { identity, user, position } of decided(merges)) {
    appendDecision(db, { kind: 'merge', identity, other: `u:${user}` }, position[0]);
  }
  for (const pair of unlinked) {
    const [identity = '', other = ''] = JSON.parse(pair) as string[];
    appendDecision(db, { kind: 'unlink', identity, other }, BASE_MS);
  }
  for (const [event, properties] of mappings) {
    for (const [property, trait] of properties)
      appendDecision(db, { kind: 'mapping', event, property, trait }, BASE_MS);
  }
  return standingRules(db);
}

/** Stores events, one by one, and folds them if asked to. */
export function receive(db: Db, events: readonly ReturnType<typeof enriched>[], rules: Rules, isFolded: boolean): void {
  const log = eventLog(db);
  const projection = { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
  for (const event of events) log.append(event);
  if (isFolded)
    db.transaction(() => {
      while (project(projection, 3) > 0);
    })();
}

/** What names a message, as text. */
export function keyOf(event: Event): string {
  return JSON.stringify([streamOf(event), event.messageId]);
}
