import { parseArgs } from 'node:util';
import { parseTime } from '@kith/protocol';
import { ConfigError, readConfig } from '../config.ts';
import { asOf } from '../fold/as-of.ts';
import { requireDatabase } from './with-writer.ts';

const USAGE = `Usage: kith show IDENTITY [--as-of TIME] [--db FILE]

Prints everything derived about a person as JSON; with --as-of as it was known from the events up to that time.
Identities are written u:<userId> and a:<anonymousId>.
`;

/** `kith show`: a whole profile, now or as of any time. */
export async function showCommand(flags: readonly string[]): Promise<void> {
  const { identity, until, config } = readArguments(flags);
  if (identity === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  requireDatabase(config);
  const profile = asOf(config.database, identity, until);
  if (!profile) throw new ConfigError(`nothing is known of ${identity}${until === undefined ? '' : ' at that time'}.`);
  process.stdout.write(`${JSON.stringify(profile, null, 2)}\n`);
}

function readArguments(flags: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...flags],
      options: { db: { type: 'string' }, 'as-of': { type: 'string' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const time = values['as-of'];
    const until = time === undefined ? undefined : parseTime(time)?.ms;
    if (time !== undefined && until === undefined) throw new Error('--as-of takes an ISO-8601 time');
    const config = readConfig(values.db === undefined ? [] : [`--db=${values.db}`], process.env);
    return { identity: values.help ? undefined : positionals[0], until, config };
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See kith show --help.`);
  }
}
