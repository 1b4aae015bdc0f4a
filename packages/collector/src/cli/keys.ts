import { DecisionError } from '@kith/fold';
import { type KeyChange, readKeyChange, readKind } from '../collect/key-change.ts';
import { loadKeys, putKey } from '../collect/key-file.ts';
import { makeKey, sha256 } from '../collect/keys.ts';
import { type Config, ConfigError } from '../config.ts';
import { openReadOnly } from '../persist/database.ts';
import { allKeys, type KeyRow } from '../persist/key-table.ts';
import { formatTable } from './format-rows.ts';
import { databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { takeKeyChange } from './with-writer.ts';

const USAGE = `Usage: kith keys [list]
       kith keys add public|secret SOURCE
       kith keys rotate KEY
       kith keys revoke KEY

Lists the keys, adds one for a source of events of its own, makes a new one beside an old one so that both are taken, and
ends one. KEY is the key_id of the list. A running server obeys at once. A new key is shown once: the database keeps its hash
only. --db FILE chooses the database.
`;

/** `kith keys`: lists, adds, rotates and revokes keys. */
export async function keysCommand(flags: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments('keys', flags, {});
  const [action = 'list', ...rest] = positionals;
  if (values.help) return showUsage(USAGE, values);
  const config = databaseConfig(values);
  if (action === 'list') return list(config);
  try {
    if (action === 'rotate') await rotate(config, Number(rest[0]));
    else if (action === 'add') await add(config, rest);
    else await revoke(config, { action, keyId: Number(rest[0]) });
  } catch (error) {
    if (error instanceof DecisionError) throw new ConfigError(`${error.message}. See kith keys --help.`);
    throw error;
  }
}

async function add(config: Config, [kind, source]: readonly string[]): Promise<void> {
  const key = makeKey(readKind(kind));
  const keyId = await takeKeyChange(config, readKeyChange({ action: 'add', kind, source, digest: sha256(key) }));
  show(keyId, key);
}

async function revoke(config: Config, change: object): Promise<void> {
  process.stdout.write(`key ${await takeKeyChange(config, readKeyChange(change))} revoked\n`);
}

async function rotate(config: Config, keyId: number): Promise<void> {
  const row = read(config).find((key) => key.key_id === keyId);
  const key = makeKey(row?.kind ?? 'public');
  const name = row && nameInFile(config, row);
  const change: KeyChange = { action: 'rotate', keyId, digest: sha256(key), isGiven: name !== undefined };
  const newId = await takeKeyChange(config, readKeyChange(change));
  if (name !== undefined) putKey(config.database, name, key);
  show(newId, key);
  process.stdout.write(
    row?.is_given === 1 && name === undefined
      ? `Key ${keyId} is taken for as long as the settings give it.\n`
      : `Both are taken now. When nobody uses key ${keyId} any more: kith keys revoke ${keyId}\n`,
  );
}

// A key that the key file gives is replaced there; one that the settings give is theirs to change.
function nameInFile(config: Config, { kind, sha256: digest }: KeyRow): 'secretKey' | 'writeKey' | undefined {
  const name = kind === 'public' ? 'writeKey' : 'secretKey';
  return config[name] === null && sha256(loadKeys(config)[name]) === digest ? name : undefined;
}

function show(keyId: number, key: string): void {
  process.stdout.write(`key ${keyId}: ${key}\n`);
}

function list(config: Config): void {
  const columns = ['key_id', 'kind', 'source', 'created_at', 'revoked_at', 'exposed_at'] as const;
  const rows = read(config).map((row) => columns.map((column) => row[column]));
  process.stdout.write(formatTable(columns, rows));
}

function read({ database }: Config): readonly KeyRow[] {
  const db = openReadOnly(database);
  try {
    return allKeys(db);
  } catch (error) {
    throw new ConfigError(`cannot read the keys of ${database} (${error}): start the collector once.`);
  } finally {
    db.close();
  }
}
