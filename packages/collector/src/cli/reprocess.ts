import { DecisionError } from '@kith/fold';
import { type Reprocessed, type Reprocessing, readReprocessing } from '../collect/reprocessing.ts';
import { ConfigError } from '../config.ts';
import { openReadOnly } from '../persist/database.ts';
import { countRejected } from '../persist/rejected.ts';
import { progressBar } from './progress-bar.ts';
import { databaseConfig, readFlags, showUsage } from './read-arguments.ts';
import { takeReprocessing } from './with-writer.ts';

const USAGE = `Usage: kith reprocess [--code CODE] [--since TIME] [--dry-run] [--db FILE]

Reads refused messages again, as after a fix or with a larger budget: what is accepted now is stored as if it had been from the
beginning, with the time it arrived, and leaves rejected_events. --code reads only those refused for one reason, --since only
those received since a time, as 2026-11-22T00:00:00Z; --dry-run changes nothing. Interrupted, it keeps what it has done. Messages
that brought too many new names are read again, and then taken, only with --code definition_budget.
`;

/** `kith reprocess`: gives refused messages a second chance. */
export async function reprocessCommand(flags: readonly string[]): Promise<void> {
  const values = readFlags('reprocess', flags, { strings: ['code', 'since'], booleans: ['dry-run'] });
  if (values.help) return showUsage(USAGE, values);
  const { code = null, since = null, 'dry-run': isTrial = false } = values;
  const config = databaseConfig(values);
  const asked = read({ code, since, isTrial });
  const totalCount = count(config.database, asked);
  const bar = progressBar('messages');
  const sum = { accepted: 0, duplicate: 0, erased: 0, expired: 0, rejected: 0, unreadable: 0 };
  try {
    await takeReprocessing(config, asked, (slice) => {
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += slice[name];
      bar.update({ foldedCount: readCount(sum), totalCount });
    });
  } finally {
    bar.end();
  }
  process.stdout.write(describe(sum, isTrial));
}

type Sum = Omit<Reprocessed, 'next'>;

function readCount(sum: Sum): number {
  return Object.values(sum).reduce((total, count) => total + count, 0);
}

function describe(sum: Sum, isTrial: boolean): string {
  return `${isTrial ? 'Nothing was changed. Read again would be' : 'Read again:'} ${readCount(sum)} refused messages
  accepted      ${sum.accepted}
  duplicate     ${sum.duplicate}
  erased        ${sum.erased}
  expired       ${sum.expired}
  refused again ${sum.rejected}
  not kept      ${sum.unreadable}
`;
}

function read(asked: object): Reprocessing {
  try {
    return readReprocessing(asked);
  } catch (error) {
    if (error instanceof DecisionError) throw new ConfigError(`${error.message}.`);
    throw error;
  }
}

function count(database: string, asked: Reprocessing): number {
  const db = openReadOnly(database);
  try {
    return countRejected(db, asked);
  } finally {
    db.close();
  }
}
