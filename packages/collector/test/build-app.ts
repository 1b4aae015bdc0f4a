import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { type AppOptions, buildApp as build } from '../src/app.ts';
import type { IngestAnswer, IngestRequest } from '../src/collect/ingest.ts';
import { keyring, type PlainKeys } from '../src/collect/keys.ts';
import { type Enrich, readMessages, type UnreadMessage } from '../src/collect/read-messages.ts';
import { enricher } from '../src/enrich/enrich.ts';
import type { EnrichedEvent } from '../src/enrich/enriched-event.ts';
import type { Administrable } from '../src/read/admin.ts';
import type { Readers } from '../src/read/readers.ts';
import type { Observable } from '../src/read/writer-state.ts';

export const KEYS: PlainKeys = {
  writeKey: 'pk_test_0123456789',
  secretKey: 'sk_test_0123456789',
  adminToken: 'at_test_0123456789',
};

/** 2026-11-22T11:16:15.123Z, the moment at which every request of a test arrives. */
export const NOW = Date.UTC(2026, 10, 22, 11, 16, 15, 123);

/** A writer that keeps in memory what the real one would store. */
export interface FakeWriter extends Administrable, Observable {
  readonly requests: IngestRequest[];
  readonly events: EnrichedEvent[];
  readonly rejected: UnreadMessage[];
}

export function fakeWriter(enrich: Enrich = enricher(() => null)): FakeWriter {
  const requests: IngestRequest[] = [];
  const events: EnrichedEvent[] = [];
  const rejected: UnreadMessage[] = [];
  const submit = async (request: IngestRequest): Promise<IngestAnswer> => {
    requests.push(request);
    const reading = readMessages(request, keyring(KEYS), enrich);
    if ('status' in reading) return reading;
    events.push(...reading.events.map(({ event }) => event));
    rejected.push(...reading.rejected);
    return {
      status: 200,
      accepted: reading.events.length,
      duplicate: 0,
      rejected: reading.rejected.map(({ index, code, path, message }) => ({ index, code, path, message })),
    };
  };
  return {
    requests,
    events,
    rejected,
    submit,
    adopt: async () => 0,
    decide: async () => 0,
    erase: async () => ({ decisionId: 0 }),
    expire: async () => ({ decisionId: 0 }),
    reprocess: async () => ({
      next: null,
      accepted: 0,
      duplicate: 0,
      erased: 0,
      expired: 0,
      rejected: 0,
      unreadable: 0,
    }),
    state: async () => ({ isGeoLoaded: true, lagCount: 0, lagMs: 0, databaseBytes: 0, walBytes: 0, ledger: [] }),
    metrics: async () => '',
    queue: () => ({ requestCount: 0, size: 0 }),
    changeKey: async () => 0,
    keys: () => keyring(KEYS),
    changeGrant: async () => 0,
    grants: () => [],
    audit: async () => 0,
  };
}

export const NO_READERS: Readers = {
  ask: async () => {
    throw new Error('this collector has nothing to read');
  },
  prepare() {},
  exports: {
    begin: async () => {
      throw new Error('this collector has nothing to export');
    },
    stop() {},
  },
  refolds: {
    run: async () => {
      throw new Error('this collector has nothing to fold');
    },
    preview: async () => {
      throw new Error('this collector has nothing to fold');
    },
    stop() {},
  },
  stop() {},
};

/** A collector without a port and without a database; closed when the test ends. */
export function buildApp(options: Partial<AppOptions> = {}): { app: FastifyInstance; writer: FakeWriter } {
  const writer = fakeWriter();
  const config = { origins: null, publicUrl: null, trustProxy: [], ...options.config };
  const app = build({ keys: KEYS, writer, readers: NO_READERS, now: () => NOW, ...options, config });
  onTestFinished(() => app.close());
  return { app, writer };
}

/** `Authorization` header of a key. */
export function basic(key: string): string {
  return `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
}
