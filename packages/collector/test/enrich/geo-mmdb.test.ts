import { mkdtempSync, renameSync, rmSync, unwatchFile, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadGeo } from '../../src/enrich/geo.ts';
import { openMmdb } from '../../src/enrich/geo-mmdb.ts';
import { writeMmdb } from './write-mmdb.ts';

const NESTED = {
  country: { iso_code: 'DE', names: { en: 'Germany' } },
  subdivisions: [{ iso_code: 'BE', names: { en: 'Land Berlin' } }],
  city: { names: { en: 'Berlin (Mitte)', de: 'Berlin' } },
};
const FLAT = { country_code: 'FR', state1: 'Île-de-France', city: 'Paris' };

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kith-mmdb-'));
  path = join(directory, 'city.mmdb');
  writeFileSync(path, writeMmdb({ '8.8.8.0/24': NESTED, '9.9.0.0/16': FLAT, '2a00:1450::/32': NESTED }));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('nested and flat records are read, for IPv4 and IPv6', async () => {
  const lookUp = await loadGeo({ mmdb: path });
  expect(lookUp('8.8.8.0')).toEqual({ country: 'DE', region: 'DE-BE', city: 'Berlin' });
  expect(lookUp('9.9.9.0')).toEqual({ country: 'FR', region: null, city: 'Paris' });
  expect(lookUp('2a00:1450:4001::')).toMatchObject({ country: 'DE' });
  for (const unknown of ['8.8.9.0', '2a01:1450:0::', '10.0.0.0', 'nonsense']) expect(lookUp(unknown)).toBeNull();
});

test('a newer file takes over at once, a broken one changes nothing', async () => {
  let replaced = () => {};
  const nextFile = () => new Promise<void>((resolve) => (replaced = resolve));
  const { find, close } = await openMmdb(path, { onReplaced: () => replaced(), interval: 20 });
  const country = () => find('8.8.8.0')?.country;
  expect(country()).toBe('DE');

  writeFileSync(path, writeMmdb({ '8.8.8.0/24': FLAT }).subarray(0, 100));
  writeFileSync(join(directory, 'new'), writeMmdb({ '8.8.8.0/24': FLAT }));
  expect(country()).toBe('DE');
  const swapped = nextFile();
  renameSync(join(directory, 'new'), path);
  await swapped;
  expect(country()).toBe('FR');
  close();
});

test('places that were looked up in the older file are forgotten with it', async () => {
  const lookUp = await loadGeo({ mmdb: path }, { interval: 20 });
  expect(lookUp('8.8.8.0')).toMatchObject({ country: 'DE' });
  writeFileSync(join(directory, 'new'), writeMmdb({ '8.8.8.0/24': FLAT }));
  renameSync(join(directory, 'new'), path);
  await vi.waitFor(() => expect(lookUp('8.8.8.0')).toMatchObject({ country: 'FR' }), 10_000);
  unwatchFile(path);
});

test('a file that cannot be read is an error that says what to do', async () => {
  await expect(loadGeo({ mmdb: join(directory, 'none.mmdb') })).rejects.toThrow(/needs the path of a readable \.mmdb/);
  writeFileSync(path, 'nonsense');
  await expect(loadGeo({ mmdb: path })).rejects.toThrow(/readable \.mmdb/);
});
