import { randomBytes } from 'node:crypto';
import { DecisionError } from '@kith/fold';
import { sha256 } from '../collect/keys.ts';
import { type Config, ConfigError } from '../config.ts';
import { openReadOnly } from '../persist/database.ts';
import { allAccess } from '../persist/grant-table.ts';
import { readGrantChange } from '../read/access/grant-change.ts';
import { hashPassword, makePassword } from '../read/access/password.ts';
import { KEY_SCOPES } from '../read/access/scope.ts';
import { formatTable } from './format-rows.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { takeGrantChange } from './with-writer.ts';

const USAGE = `Usage: kith access [list]
       kith access add-user NAME [--admin]
       kith access add-key NAME --scopes SCOPES
       kith access password NAME
       kith access revoke NAME

Says who may read over HTTP, beside the admin token. A user logs in with a password, and reads; with --admin decides too. A key
is for a program, which sends it as Authorization: Bearer; SCOPES are some of these, with commas between them:

${Object.entries(KEY_SCOPES)
  .map(([scope, meaning]) => `  ${scope.padEnd(8)}  ${meaning}`)
  .join('\n')}

Passwords and keys are made, and shown once: the database keeps their hash only. A running server obeys at once.
--db FILE chooses the database.
`;

/** `kith access`: lists, gives and takes away access. */
export async function accessCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('access', flags, { booleans: ['admin'], strings: ['scopes'] });
  const [action = 'list', name] = positionals;
  if (values.help) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  try {
    if (action === 'list') list(config);
    else if (action === 'add-user') await addUser(config, name, values.admin ? 'admin' : 'read');
    else if (action === 'add-key') await addKey(config, name, values.scopes?.split(','));
    else if (action === 'password') await changePassword(config, name);
    else if (action === 'revoke') {
      await takeGrantChange(config, readGrantChange({ action, name }));
      process.stdout.write(`${name} has no access any more\n`);
    } else throw new DecisionError(`there is no kith access ${action}`);
  } catch (error) {
    if (error instanceof DecisionError) throw new ConfigError(`${error.message}. See kith access --help.`);
    throw error;
  }
}

async function addUser(config: Config, name: string | undefined, scope: string): Promise<void> {
  const password = makePassword();
  const secretHash = await hashPassword(password);
  await takeGrantChange(config, readGrantChange({ action: 'add', kind: 'user', name, scopes: [scope], secretHash }));
  process.stdout.write(`password of ${name}: ${password}\n`);
}

async function addKey(config: Config, name: string | undefined, scopes: readonly string[] | undefined): Promise<void> {
  const key = `rk_${randomBytes(24).toString('hex')}`;
  const change = { action: 'add', kind: 'key', name, scopes, secretHash: sha256(key) };
  await takeGrantChange(config, readGrantChange(change));
  process.stdout.write(`key ${name}: ${key}\n`);
}

async function changePassword(config: Config, name: string | undefined): Promise<void> {
  const password = makePassword();
  const change = readGrantChange({ action: 'password', name, secretHash: await hashPassword(password) });
  await takeGrantChange(config, change);
  process.stdout.write(`password of ${name}: ${password}\n`);
}

function list({ database }: Config): void {
  const columns = ['access_id', 'kind', 'name', 'scopes', 'created_at', 'revoked_at'] as const;
  const db = openReadOnly(database);
  try {
    const rows = allAccess(db).map((row) => columns.map((column) => row[column]));
    process.stdout.write(formatTable(columns, rows));
  } catch (error) {
    throw new ConfigError(`cannot read who has access to ${database} (${error}): start the collector once.`);
  } finally {
    db.close();
  }
}
