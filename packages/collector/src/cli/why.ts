import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from '../config.ts';
import { why } from '../read/why.ts';
import { formatJson, formatTable } from './format-rows.ts';
import { requireDatabase } from './with-writer.ts';

const USAGE = `Usage: kith why IDENTITY [TEXT] [--json] [--db FILE]

Explains a person: for each identity link, trait, session start and first or last value the rule that put it there and
the message that caused it. TEXT shows only what contains it, as "country" or "session".
Identities are written u:<userId> and a:<anonymousId>.
`;

const COLUMNS = ['subject', 'value', 'rule', 'messageId', 'at'] as const;

/** `kith why`: why is this here? */
export async function whyCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = parse(flags);
  const [identity, text = ''] = positionals;
  if (values.help || identity === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const config = readConfig(values.db === undefined ? [] : [`--db=${values.db}`], process.env);
  requireDatabase(config);
  const reasons = why(config.database, identity);
  if (!reasons) throw new ConfigError(`nobody is known as ${identity}.`);
  const rows = reasons
    .filter(({ subject, value }) => `${subject} ${value}`.includes(text))
    .map((reason) => COLUMNS.map((column) => reason[column]));
  process.stdout.write((values.json ? formatJson : formatTable)(COLUMNS, rows));
}

function parse(flags: readonly string[]) {
  try {
    return parseArgs({
      args: [...flags],
      options: { db: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See kith why --help.`);
  }
}
