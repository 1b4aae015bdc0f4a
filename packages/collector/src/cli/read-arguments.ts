import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../config.ts';

/** The flags of a command beside `--db` and `--help`, by what they take. */
export interface Flags {
  readonly booleans?: readonly string[];
  readonly strings?: readonly string[];
  /** Flags that may be given several times. */
  readonly lists?: readonly string[];
}

/** What was given for flags. */
export type FlagValues<F extends Flags> = CommonValues &
  Given<F['booleans'], boolean> &
  Given<F['strings'], string> &
  Given<F['lists'], readonly string[]>;

interface CommonValues {
  readonly db?: string;
  readonly help?: boolean;
}

type Given<Names extends readonly string[] | undefined, Value> = Names extends readonly string[]
  ? { readonly [Name in Names[number]]?: Value }
  : unknown;

/** What was given to a command that takes more than flags. */
export interface Arguments<F extends Flags> {
  readonly values: FlagValues<F>;
  readonly positionals: readonly string[];
}

/** Reads the arguments of a command. @throws ConfigError where they are not what it takes. */
export function readArguments<const F extends Flags>(
  name: string,
  args: readonly string[],
  flags: F,
  allowPositionals = true,
): Arguments<F> {
  const { booleans = [], strings = [], lists = [] } = flags;
  const options = Object.fromEntries<{ type: 'boolean' | 'string'; multiple?: boolean }>([
    ...['help', ...booleans].map((flag) => [flag, { type: 'boolean' }] as const),
    ...['db', ...strings].map((flag) => [flag, { type: 'string' }] as const),
    ...lists.map((flag) => [flag, { type: 'string', multiple: true }] as const),
  ]);
  try {
    return parseArgs({ args: [...args], options, allowPositionals }) as unknown as Arguments<F>;
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. See kith ${name} --help.`);
  }
}

/** Reads the arguments of a command that takes nothing but flags. @throws ConfigError where they are not what it takes. */
export function readFlags<const F extends Flags>(name: string, args: readonly string[], flags: F): FlagValues<F> {
  return readArguments(name, args, flags, false).values;
}

/** Prints how a command is used. The command fails unless that was asked for. */
export function showUsage(usage: string, { help }: CommonValues): void {
  process.stdout.write(usage);
  process.exitCode = help ? 0 : 1;
}

/** The settings of a command: its database by `--db`, everything else by the environment. @throws ConfigError */
export function configOf({ db }: CommonValues): Config {
  return readConfig(db === undefined ? [] : [`--db=${db}`], process.env);
}

/** The settings of a command that works with a database which is there. @throws ConfigError where there is none. */
export function databaseConfig(values: CommonValues): Config {
  const config = configOf(values);
  if (!existsSync(config.database))
    throw new ConfigError(`there is no database ${config.database}: give --db or KITH_DB.`);
  return config;
}
