import { DecisionError, type Expire, readDecision } from '@kith/fold';
import { ConfigError } from '../config.ts';
import { whatExpires } from '../fold/expire.ts';
import { isConfirmed } from './confirm.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';
import { takeExpiry } from './with-writer.ts';

const USAGE = `Usage: kith expire --before TIME [--inactive] [--preview] [--yes] [--db FILE]

Deletes every message of a time before TIME, as 2025-01-01T00:00:00Z, whoever sent it, and everything derived from it: people
become what the rest makes of them. Copies of these messages, and others from before that time, stay away when they arrive
late. With --inactive it deletes all of everybody not seen since TIME, instead: of people who shared a device or were joined, once
none of them was. It cannot be undone. --preview says what it would delete; without --yes it says so too, and asks.

SQLite uses the space again for what comes. It is done in slices, between which a running server stores what comes. Interrupted, the
server goes on with it when it starts, or the next expiry.
`;

/** `kith expire`: deletes what is old, and reports what that took away. */
export async function expireCommand(flags: readonly string[]): Promise<void> {
  const values = readFlags('expire', flags, { strings: ['before'], booleans: ['inactive', 'preview', 'yes'] });
  const { before, inactive, preview, yes } = values;
  if (values.help || before === undefined) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  try {
    const decision = readDecision({ kind: 'expire', before, inactive }, Date.now()) as Expire;
    if (preview || !yes) {
      const { eventCount, profileCount, rejectedCount } = whatExpires(config.database, decision);
      process.stdout.write(`${eventCount} events would be deleted, with them all that is known of ${profileCount} profiles, and ${rejectedCount} refused messages
`);
      if (preview || !(await isConfirmed('Delete?'))) return;
    }
    const bar = progressBar('messages');
    const report = await takeExpiry(config, decision, ({ position, until }) =>
      bar.update({ foldedCount: position, totalCount: until }),
    ).finally(bar.end);
    process.stdout.write(`deleted by decision ${report.decisionId}
  events            ${report.eventCount}
  profiles          ${report.profileCount}
  refused messages  ${report.rejectedCount}
`);
  } catch (error) {
    if (error instanceof DecisionError) throw new ConfigError(`${error.message}.`);
    throw error;
  }
}
