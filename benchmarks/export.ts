import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase, openExport } from '../packages/collector/src/persist/database.ts';
import { beginExport } from '../packages/collector/src/read/export/export.ts';
import { report } from './measure.ts';

// Exports of a million people as CSV and XLSX with every column: peak memory of a process that does nothing else, and time.
// node benchmarks/export.ts [people]

const LIMIT_MIB = 300;
const [, , first = '1000000', format] = process.argv;
if (format === undefined) measureAll(Number(first));
else await measure(first, format === 'xlsx' ? 'xlsx' : 'csv');

function measureAll(count: number): void {
  const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
  try {
    const path = join(directory, 'kith.db');
    fill(path, count);
    for (const format of ['csv', 'xlsx']) {
      const flags = ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), path, format];
      const { mib, seconds, size } = JSON.parse(execFileSync(process.execPath, flags, { encoding: 'utf8' }));
      report(`${count} people as ${format}, every column`, `${mib} MiB at most  ${seconds} s  ${size} MiB written`);
      if (mib >= LIMIT_MIB) throw new Error(`an export may take at most ${LIMIT_MIB} MiB`);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

// As folded people are, without folding them: exports read nothing else of them.
function fill(path: string, count: number): void {
  const db = openDatabase(path);
  db.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
     INSERT INTO profile_rows (profile_id, type, user_id, name, email, account_id, created_at, first_seen_at, last_seen_at,
       event_count, page_count, message_count, session_count, session_duration_ms, survey_view_count, survey_response_count,
       first_country, last_country, last_city, last_os_name, last_browser_name, traits, is_test, is_bot,
       client_count, bot_count, purchase_count, rage_click_count, dead_click_count, error_click_count)
     SELECT 'u:' || n, 'identified', n, 'Person ' || n, 'person' || n || '@example.com', 'account' || (n % 1000),
       '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n * 7 % 20000000, 'unixepoch'),
       n % 100, n % 50, n % 150, n % 10, n * 1000, 0, 0, 'DE', 'FR', 'Berlin', 'Windows', 'Chrome',
       json_object('plan', 'pro', 'seats', n % 20, 'note', 'called on ' || n), 0, 0, 1, 0, 0, 0, 0, 0 FROM numbers`,
  ).run(count);
  const keys = ['plan', 'seats', 'note'].map((key) => `('contact', '${key}', 'string', ${count})`);
  db.exec(`INSERT INTO trait_types (trait_group, key, type, count) VALUES ${keys.join(', ')}`);
  db.close();
}

async function measure(path: string, format: 'csv' | 'xlsx'): Promise<void> {
  const start = performance.now();
  const db = openExport(path);
  let bytes = 0;
  const { content } = beginExport(db, { what: 'profiles', columns: 'all', format }, Date.now());
  const sink = new Writable({
    write(chunk, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  await pipeline(content, sink);
  const seconds = Math.round((performance.now() - start) / 1_000);
  const mib = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(JSON.stringify({ mib, seconds, size: Math.round(bytes / 1_048_576) }));
}
