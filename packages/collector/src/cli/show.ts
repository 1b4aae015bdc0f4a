import { parseTime } from '@kith/protocol';
import { ConfigError } from '../config.ts';
import { asOf } from '../fold/as-of.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith show IDENTITY [--as-of TIME] [--db FILE]

Prints everything derived about a person as JSON; with --as-of as it was known from the events up to that time.
Identities are written u:<userId> and a:<anonymousId>.
`;

/** `kith show`: a whole profile, now or as of any time. */
export async function showCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('show', flags, { strings: ['as-of'] });
  const [identity] = positionals;
  if (values.help || identity === undefined) return showUsage(USAGE, values);
  const until = readTime(values['as-of']);
  const profile = asOf(databaseConfig(values).database, identity, until);
  if (!profile) throw new ConfigError(`nothing is known of ${identity}${until === undefined ? '' : ' at that time'}.`);
  process.stdout.write(`${JSON.stringify(profile, null, 2)}\n`);
}

function readTime(text: string | undefined): number | undefined {
  const time = text === undefined ? undefined : parseTime(text);
  if (text !== undefined && !time) throw new ConfigError('--as-of takes an ISO-8601 time. See kith show --help.');
  return time?.ms;
}
