import { ConfigError } from '../config.ts';
import { why } from '../read/why.ts';
import { formatJson, formatTable } from './format-rows.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';

const USAGE = `Usage: kith why IDENTITY [TEXT] [--json] [--db FILE]

Explains a person: for each identity link, trait, session start and first or last value the rule that put it there and
the message that caused it. TEXT shows only what contains it, as "country" or "session".
Identities are written u:<userId> and a:<anonymousId>.
`;

const COLUMNS = ['subject', 'value', 'rule', 'messageId', 'at'] as const;

/** `kith why`: why is this here? */
export async function whyCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('why', flags, { booleans: ['json'] });
  const [identity, text = ''] = positionals;
  if (values.help || identity === undefined) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  const reasons = why(config.database, identity);
  if (!reasons) throw new ConfigError(`nobody is known as ${identity}.`);
  const rows = reasons
    .filter(({ subject, value }) => `${subject} ${value}`.includes(text))
    .map((reason) => COLUMNS.map((column) => reason[column]));
  process.stdout.write((values.json ? formatJson : formatTable)(COLUMNS, rows));
}
