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
  find: {
    summary: 'find people by identifier, name or email; list people or accounts by a filter',
    load: async () => (await import('./cli/find.ts')).findCommand,
  },
  import: {
    summary: 'store the people of a CSV file, or the messages of a JSONL file',
    load: async () => (await import('./cli/import.ts')).importCommand,
  },
  export: {
    summary: 'write people, survey responses, events or one person into a file',
    load: async () => (await import('./cli/export.ts')).exportCommand,
  },
  rebuild: {
    summary: 'fold every event once more and put the result in place, beside a running server too',
    load: async () => (await import('./cli/rebuild.ts')).rebuildCommand,
  },
  verify: {
    summary: 'prove that the tables are what the events make them',
    load: async () => (await import('./cli/verify.ts')).verifyCommand,
  },
  doctor: {
    summary: 'tell what goes wrong, why it matters and what mends it',
    load: async () => (await import('./cli/doctor.ts')).doctorCommand,
  },
  show: {
    summary: 'print a person with everything derived, now or as of any time',
    load: async () => (await import('./cli/show.ts')).showCommand,
  },
  why: {
    summary: 'explain every link, trait, session start and first or last value of a person',
    load: async () => (await import('./cli/why.ts')).whyCommand,
  },
  merge: decision('merge', 'join two people, or a device and its owner; --preview shows what would move'),
  unlink: decision('unlink', 'separate a user from a device or another user; --preview shows what would move'),
  undo: decision('undo', 'take a decision back'),
  exclude: decision('exclude', 'leave a person out of every total; --off takes them in again'),
  test: decision('test', 'mark a person as a test profile'),
  control: decision('control', 'control-exclude a person, at most 20'),
  reset: decision('reset', 'make a person a first-time user of surveys and content again'),
  policy: decision('policy', 'change identity policy, session gap or anonymous profiles for all history'),
  map: decision('map', 'make an event property a trait of its person'),
  define: decision('define', 'label, describe or hide an event or a trait'),
  segment: decision('segment', 'save a filter of people or accounts under a name'),
  erase: {
    summary: 'delete a person for good, so that nothing of them comes back',
    load: async () => (await import('./cli/erase.ts')).eraseCommand,
  },
  expire: {
    summary: 'delete every message from before a time',
    load: async () => (await import('./cli/expire.ts')).expireCommand,
  },
  keys: {
    summary: 'list, add, rotate and revoke the keys that clients send with',
    load: async () => (await import('./cli/keys.ts')).keysCommand,
  },
  access: {
    summary: 'say who may read: users with a password, and keys for programs',
    load: async () => (await import('./cli/access.ts')).accessCommand,
  },
  backup: {
    summary: 'copy the database, beside a running server too, and prove the copy',
    load: async () => (await import('./cli/backup.ts')).backupCommand,
  },
  restore: {
    summary: 'put a backup in the place of the database, without whom was erased since',
    load: async () => (await import('./cli/restore.ts')).restoreCommand,
  },
  snapshot: {
    summary: 'copy the database for those who only read',
    load: async () => (await import('./cli/snapshot.ts')).snapshotCommand,
  },
  vacuum: {
    summary: 'write the file anew, without the space it does not use',
    load: async () => (await import('./cli/vacuum.ts')).vacuumCommand,
  },
  reprocess: {
    summary: 'read refused messages again, after a fix',
    load: async () => (await import('./cli/reprocess.ts')).reprocessCommand,
  },
  enrich: {
    summary: 'print what a User-Agent, its hints and an address tell',
    load: async () => (await import('./cli/enrich.ts')).enrichCommand,
  },
};

function decision(kind: string, summary: string): Command {
  return {
    summary,
    load: async () => {
      const { decideCommand } = await import('./cli/decide.ts');
      return (flags) => decideCommand(kind, flags);
    },
  };
}

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
  const lines = Object.entries(COMMANDS).map(([key, { summary }]) => `  ${key.padEnd(9)}  ${summary}`);
  const text = `Usage: kith COMMAND …\n\n${lines.join('\n')}\n\nEach command explains itself with --help.\n`;
  if (isHelp) process.stdout.write(text);
  else process.stderr.write(`kith: no command named ${JSON.stringify(name)}.\n\n${text}`);
  process.exitCode = isHelp ? 0 : 1;
}
