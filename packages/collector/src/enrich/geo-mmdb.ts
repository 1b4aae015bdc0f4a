import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isObject } from '@kith/protocol';
import { Reader, type Response } from 'maxmind';

/** What a source of places says about an address, before it is checked. */
export interface RawPlace {
  readonly country: string | undefined;
  /** With or without the country in front. */
  readonly region: string | undefined;
  readonly city: string | undefined;
}

/** Options of {@link openMmdb}. */
export interface MmdbOptions {
  /** Called after a newer file has taken the place of the one in use, with when it was made. */
  readonly onReplaced: (builtAt: number | null) => void;
  /** How often to look for a newer file, in ms. */
  readonly interval?: number;
}

/** An open .mmdb file. */
export interface Mmdb {
  readonly find: (address: string) => RawPlace | null;
  /** When the file in use was made, in ms since 1970; null where it does not say. */
  readonly builtAt: () => number | null;
  /** Stops looking for newer files. */
  readonly close: () => void;
}

/**
 * Opens a MaxMind database (GeoLite2, GeoIP2, DB-IP and flat ones). A newer file is read whole and then takes the place
 * of the old one at once; one that cannot be read, because it is still being copied, changes nothing.
 * @throws when the file cannot be read.
 */
export async function openMmdb(path: string, { onReplaced, interval = 60_000 }: MmdbOptions): Promise<Mmdb> {
  let newer: Reader<Response> | undefined;
  const replace = () =>
    read(path).then(
      (reader) => {
        newer = reader;
        onReplaced(builtAtOf(newer));
      },
      () => {},
    );
  const close = () => unwatchFile(path, replace);
  // Watched before it is read: what takes its place meanwhile would never be noticed.
  watchFile(path, { interval, persistent: false }, replace);
  const first = await read(path).catch((error: unknown) => {
    close();
    throw error;
  });
  return {
    find: (address) => placeOf(look(newer ?? first, address)),
    builtAt: () => builtAtOf(newer ?? first),
    close,
  };
}

function builtAtOf({ metadata }: Reader<Response>): number | null {
  const ms = metadata.buildEpoch.getTime();
  return Number.isFinite(ms) ? ms : null;
}

async function read(path: string): Promise<Reader<Response>> {
  return new Reader(await readFile(path));
}

// A file with IPv4 only does not take IPv6 addresses.
function look(reader: Reader<Response>, address: string): unknown {
  return reader.metadata.ipVersion === 4 && address.includes(':') ? null : reader.get(address);
}

// MaxMind and DB-IP nest, others are flat: `{country_code, state1, city}`.
function placeOf(record: unknown): RawPlace | null {
  if (!isObject(record)) return null;
  const subdivision = Array.isArray(record.subdivisions) ? record.subdivisions[0] : undefined;
  return {
    country: textOf(member(record.country, 'iso_code') ?? record.country_code ?? record.country),
    region: textOf(member(subdivision, 'iso_code')),
    city: textOf(member(member(record.city, 'names'), 'en') ?? record.city),
  };
}

function member(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
