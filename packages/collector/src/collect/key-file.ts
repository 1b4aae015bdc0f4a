import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { makeKey, type PlainKeys } from './keys.ts';

/** Where the keys come from: given ones win, the rest is kept beside the database. */
export interface KeyFileOptions {
  readonly database: string;
  readonly writeKey: string | null;
  readonly secretKey: string | null;
  readonly adminToken: string | null;
}

/** Path of the file that keeps the plain keys of a database, which itself holds none. */
export function keyFilePath(database: string): string {
  return `${database}.keys.json`;
}

/**
 * The keys of a project. What is not given comes from the file beside the database, which the first start writes,
 * readable by its owner only. A database in memory has keys for as long as it lives.
 * @throws ConfigError when the file cannot be read or written, or a key is used twice.
 */
export function loadKeys(options: KeyFileOptions): PlainKeys {
  const keys = findKeys(options);
  if (new Set([keys.writeKey, keys.secretKey, keys.adminToken]).size === 3) return keys;
  throw new ConfigError('The public key, the secret key and the admin token must differ from each other.');
}

function findKeys({ database, writeKey, secretKey, adminToken }: KeyFileOptions): PlainKeys {
  if (writeKey && secretKey && adminToken) return { writeKey, secretKey, adminToken };
  const kept = database === ':memory:' ? makeKeys() : readKeyFile(keyFilePath(database));
  return {
    writeKey: writeKey ?? kept.writeKey,
    secretKey: secretKey ?? kept.secretKey,
    adminToken: adminToken ?? kept.adminToken,
  };
}

/** Puts a key in the place of another in the file beside the database. Whole or not at all: it holds the other secrets too. */
export function putKey(database: string, name: 'secretKey' | 'writeKey', key: string): void {
  const path = keyFilePath(database);
  const kept = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(`${path}.part`, `${JSON.stringify({ ...kept, [name]: key }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.part`, path);
}

function makeKeys(): PlainKeys {
  return {
    writeKey: makeKey('public'),
    secretKey: makeKey('secret'),
    adminToken: `at_${randomBytes(24).toString('hex')}`,
  };
}

function readKeyFile(path: string): PlainKeys {
  const made = makeKeys();
  try {
    writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new ConfigError(`Cannot write the keys to ${path} (${error}): make its directory writable.`);
    }
  }
  try {
    chmodSync(path, 0o600);
    const kept = JSON.parse(readFileSync(path, 'utf8')) as Partial<PlainKeys>;
    const names = ['writeKey', 'secretKey', 'adminToken'] as const;
    if (names.every((name) => typeof kept[name] === 'string')) return kept as PlainKeys;
    // An erasure makes the file too, where all keys are given.
    if ('erasureSecret' in kept && names.every((name) => kept[name] === undefined)) {
      writeFileSync(path, `${JSON.stringify({ ...made, ...kept }, null, 2)}\n`);
      return made;
    }
  } catch (error) {
    throw new ConfigError(
      `Cannot read the keys in ${path} (${error}): restore the file, or give the keys by KITH_WRITE_KEY, KITH_SECRET_KEY and KITH_ADMIN_TOKEN.`,
    );
  }
  throw new ConfigError(
    `${path} must hold writeKey, secretKey and adminToken: restore the file, or give the keys by KITH_WRITE_KEY, KITH_SECRET_KEY and KITH_ADMIN_TOKEN.`,
  );
}
