import { DecisionError, type Erase, readDecision } from '@kith/fold';
import { ConfigError } from '../config.ts';
import { type ErasureReport, whatErases } from '../fold/erase.ts';
import { isConfirmed } from './confirm.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { takeErasure } from './with-writer.ts';

const USAGE = `Usage: kith erase IDENTITY [--forever] [--at TIME] [--yes] [--json] [--db FILE]

Deletes a person for good: every event of the profile that IDENTITY leads to, and everything derived from it. Copies of
these events stay away when they arrive late or twice, and after kith rebuild. What the person does afterwards starts a new
profile; --forever drops that too. --at erases only what happened up to a time, as 2026-11-22T00:00:00Z.
An erasure cannot be undone. Without --yes it says what it would delete, and asks.

The database is written anew so that no byte of it is left, which takes seconds for each gigabyte; a running server takes
events meanwhile, and answers them afterwards. Identities are written u:<userId> and a:<anonymousId>.
`;

const FLAGS = { strings: ['at'], booleans: ['forever', 'yes', 'json'] } as const;

/** `kith erase`: deletes a person, and reports what that took away. */
export async function eraseCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('erase', flags, FLAGS);
  const [identity] = positionals;
  if (values.help || identity === undefined) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  try {
    const { at, forever = false } = values;
    const decision = readDecision({ kind: 'erase', identity, at, forever }, Date.now()) as Erase;
    if (!values.yes) {
      process.stdout.write(describePreview(config.database, decision));
      if (!(await isConfirmed('Erase?'))) return;
    }
    const report = await takeErasure(config, decision);
    process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : describe(report));
    if (!report.isClean) process.exitCode = 1;
  } catch (error) {
    if (error instanceof DecisionError) throw new ConfigError(`${error.message}.`);
    throw error;
  }
}

function describePreview(database: string, decision: Erase): string {
  const { profileId, identities, eventCount, sessionCount, responseCount } = whatErases(database, decision);
  return `${profileId}: ${eventCount} events, ${sessionCount} sessions and ${responseCount} survey responses would be deleted, of
${identities.map((text) => `  ${text}\n`).join('')}`;
}

function describe(report: ErasureReport): string {
  const { decisionId, eventCount, sessionCount, responseCount, rejectedCount, decisionCount, reason } = report;
  return `erased by decision ${decisionId}
  events              ${eventCount}
  sessions            ${sessionCount}
  survey responses    ${responseCount}
  refused messages    ${rejectedCount}
  decisions that named the person, now by a hash only: ${decisionCount}
  ${reason === null ? 'nothing is left of it in the database file and its log' : `NOT YET CLEAN: ${reason}`}
Backups, exports and logs of your own are not Kith's to erase: mind those too.
`;
}
