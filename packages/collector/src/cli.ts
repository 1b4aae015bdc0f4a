#!/usr/bin/env node
import { ConfigError } from './config.ts';

/** A subcommand of `kith`. */
interface Command {
  readonly summary: string;
  /** Loads the command's code only when it is asked for. Its function takes the flags and sets `process.exitCode`. */
  load(): Promise<(flags: readonly string[]) => Promise<void>>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    summary: 'run the collector',
    load: async () => (await import('./cli/serve.ts')).serveCommand,
  },
  sql: {
    summary: 'query the database, read-only: kith sql "select * from profiles"',
    load: async () => (await import('./cli/sql.ts')).sqlCommand,
  },
  rebuild: {
    summary: 'fold every event once more and put the result in place, beside a running server too',
    load: async () => (await import('./cli/rebuild.ts')).rebuildCommand,
  },
  verify: {
    summary: 'prove that the tables are what the events make them',
    load: async () => (await import('./cli/verify.ts')).verifyCommand,
  },
  enrich: {
    summary: 'print what a User-Agent, its hints and an address tell',
    load: async () => (await import('./cli/enrich.ts')).enrichCommand,
  },
};

const [name = '', ...flags] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command) {
  try {
    await (await command.load())(flags);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`kith: ${error.message}\n`);
    process.exitCode = 1;
  }
} else {
  const isHelp = name === '' || name === 'help' || name === '--help';
  const lines = Object.entries(COMMANDS).map(([key, { summary }]) => `  ${key.padEnd(8)}  ${summary}`);
  const text = `Usage: kith COMMAND …\n\n${lines.join('\n')}\n\nEach command explains itself with --help.\n`;
  if (isHelp) process.stdout.write(text);
  else process.stderr.write(`kith: no command named ${JSON.stringify(name)}.\n\n${text}`);
  process.exitCode = isHelp ? 0 : 1;
}
