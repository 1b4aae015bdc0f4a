import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../config.ts';
import { type Verdict, verify } from '../fold/verify.ts';
import { FATES, type Fate } from '../persist/ledger.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith verify [--db FILE]

Folds every event once more, from nothing, beside the database, and compares each derived row with what the file holds;
counts whether every message received is accounted for. Exit code 0 when all is well, 1 when a row differs (the first is shown)
or a message is missing. A running server is not disturbed.
`;

const TRIES = 40;
const PAUSE_MS = 250;

/** `kith verify`: proves that the derived tables are what the events make them. */
export async function verifyCommand(flags: readonly string[]): Promise<void> {
  const values = readFlags('verify', flags, {});
  if (values.help) return showUsage(USAGE, values);
  const verdict = await settledVerdict(databaseConfig(values).database);
  const rows = Object.entries(verdict.counts).map(([relation, count]) => `  ${relation.padEnd(18)} ${count}\n`);
  const { ledgerFaults } = verdict;
  if (ledgerFaults.length > 0) {
    process.stdout.write(`NOT ACCOUNTED FOR:\n${ledgerFaults.map((fault) => `  ${fault}\n`).join('')}`);
    process.exitCode = 1;
  }
  if (verdict.isEqual) {
    const state = `state ${verdict.hash}\n`;
    process.stdout.write(
      `verified: every row is what the events make it\n${rows.join('')}${ledgerLine(verdict)}${state}`,
    );
    return;
  }
  const { relation, found, expected } = verdict.difference ?? { relation: '?', found: null, expected: null };
  process.stdout.write(`DIFFERENT: the first row that differs is in ${relation}
  found     ${JSON.stringify(found)}
  expected  ${JSON.stringify(expected)}
state ${verdict.hash}, expected ${verdict.expectedHash}
Run kith rebuild to put what the events make in its place.
`);
  process.exitCode = 1;
}

function ledgerLine({ ledger }: Verdict): string {
  const sum = (name: 'received' | Fate) => ledger.reduce((total, row) => total + row[name], 0);
  return `${sum('received')} received = ${FATES.map((fate) => `${sum(fate)} ${fate}`).join(' + ')}\n`;
}

// A server may be folding what it has just stored: its profiles trail by less than a second.
async function settledVerdict(database: string): Promise<Verdict> {
  for (let tries = 0; tries < TRIES; tries++) {
    const bar = progressBar();
    const verdict = verify(database, { onProgress: bar.update });
    bar.end();
    if (verdict) return verdict;
    await delay(PAUSE_MS);
  }
  throw new ConfigError(
    'events wait to be folded and nothing folds them: start the server, or run kith rebuild, then verify again.',
  );
}
