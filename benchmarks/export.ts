import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { openExport } from '../packages/collector/src/persist/database.ts';
import { beginExport } from '../packages/collector/src/read/export/export.ts';
import { fillWithProfiles } from './fill-with-profiles.ts';
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
    fillWithProfiles(path, count);
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
