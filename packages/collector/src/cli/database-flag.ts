import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../config.ts';

/**
 * Reads the flags of a command that knows only `--db` and `--help`; everything else comes from the environment.
 * @returns undefined after `--help`, for which it prints the usage.
 */
export function readDatabaseFlag(flags: readonly string[], usage: string): Config | undefined {
  let values: { db?: string | undefined; help?: boolean | undefined };
  try {
    ({ values } = parseArgs({ args: [...flags], options: { db: { type: 'string' }, help: { type: 'boolean' } } }));
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See --help.`);
  }
  if (values.help) {
    process.stdout.write(usage);
    return undefined;
  }
  return readConfig(values.db === undefined ? [] : [`--db=${values.db}`], process.env);
}
