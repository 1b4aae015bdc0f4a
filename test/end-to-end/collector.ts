import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../packages/collector/src/config.ts';
import { openReadOnly } from '../../packages/collector/src/persist/database.ts';
import { type RunningCollector, serve } from '../../packages/collector/src/serve.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/script-tag', import.meta.url));

/** A row of a query. */
export type Row = Record<string, unknown>;

/** A whole collector on a free port with a file of its own, and a clock that can be put forward. */
export interface TestCollector extends Pick<RunningCollector, 'address' | 'keys'> {
  /** Rows of a query on the file, as an engineer sees them beside the running collector. */
  readonly rows: (sql: string, ...parameters: unknown[]) => Row[];
  /** ms since 1970, as the collector has it. */
  readonly now: () => number;
  /** Puts the collector's clock forward. */
  readonly advance: (ms: number) => void;
}

/** Starts a collector that believes the proxies of this machine and serves the example. It stops when the test ends. */
export async function startCollector(): Promise<TestCollector> {
  const database = join(temporaryDirectory(), 'kith.db');
  const config = readConfig([`--db=${database}`, '--port=0', '--trust-proxy=127.0.0.1'], {});
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const logger = pino({ level: 'silent' });
  const { address, keys, stop } = await serve(config, { logger, now, exampleDirectory: EXAMPLE });
  const file = openReadOnly(database);
  onTestFinished(async () => {
    file.close();
    await stop();
  });
  return {
    address,
    keys,
    now,
    rows: (sql, ...parameters) => file.prepare(sql).all(...parameters) as Row[],
    advance: (ms) => {
      aheadMs += ms;
    },
  };
}
