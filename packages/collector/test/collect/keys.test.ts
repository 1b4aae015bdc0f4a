import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyFilePath, loadKeys } from '../../src/collect/key-file.ts';
import { findKey, keyring } from '../../src/collect/keys.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kith-keys-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('a key is found by its text, and the ring holds no text', () => {
  const keys = keyring({ writeKey: 'pk_public', secretKey: 'sk_secret' });
  expect(findKey(keys, 'pk_public')).toMatchObject({ kind: 'public', source: 'web' });
  expect(findKey(keys, 'sk_secret')).toMatchObject({ kind: 'secret', source: 'backend' });
  for (const wrong of ['', 'pk_publi', 'pk_public ', 'PK_PUBLIC']) expect(findKey(keys, wrong)).toBeUndefined();
  expect(JSON.stringify(keys)).not.toMatch(/pk_public|sk_secret/);
});

test('the first start makes keys and keeps them in a file only its owner can read', () => {
  const database = join(directory, 'kith.db');
  const made = loadKeys({ database, writeKey: null, secretKey: null, adminToken: null });
  expect(made).toEqual({
    writeKey: expect.stringMatching(/^pk_\w{32}$/),
    secretKey: expect.stringMatching(/^sk_\w{48}$/),
    adminToken: expect.stringMatching(/^at_\w{48}$/),
  });
  expect(statSync(keyFilePath(database)).mode & 0o777).toBe(0o600);
  expect(loadKeys({ database, writeKey: null, secretKey: null, adminToken: null })).toEqual(made);
});

test('given keys win over kept ones and are not written down', () => {
  const database = join(directory, 'kith.db');
  const kept = loadKeys({ database, writeKey: 'pk_given', secretKey: null, adminToken: null });
  expect(kept.writeKey).toBe('pk_given');
  expect(readFileSync(keyFilePath(database), 'utf8')).not.toContain('pk_given');
  expect(loadKeys({ database: join(directory, 'x'), writeKey: 'pk_a', secretKey: 'sk_b', adminToken: 'at_c' })).toEqual(
    {
      writeKey: 'pk_a',
      secretKey: 'sk_b',
      adminToken: 'at_c',
    },
  );
  expect(() => statSync(keyFilePath(join(directory, 'x')))).toThrow();
});

test('a database in memory has keys and no file', () => {
  expect(loadKeys({ database: ':memory:', writeKey: null, secretKey: null, adminToken: null }).writeKey).toMatch(
    /^pk_/,
  );
  expect(() => statSync(keyFilePath(':memory:'))).toThrow();
});

test.each(['not json', '{}', '{"writeKey":1,"secretKey":2}', 'null'])(
  'a broken key file (%s) is an error that says what to do',
  (text) => {
    const database = join(directory, 'kith.db');
    writeFileSync(keyFilePath(database), text);
    expect(() => loadKeys({ database, writeKey: null, secretKey: null, adminToken: null })).toThrow(
      /restore the file, or give the keys/,
    );
  },
);

test('a directory that is not there is an error that says what to do', () => {
  expect(() =>
    loadKeys({ database: join(directory, 'no/kith.db'), writeKey: null, secretKey: null, adminToken: null }),
  ).toThrow(/writable/);
});
