import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { openBrowser } from '../../../test/end-to-end/chromium.ts';
import { readConfig } from '../../collector/src/config.ts';
import { type Db, openReadOnly } from '../../collector/src/persist/database.ts';
import { serve } from '../../collector/src/serve.ts';
import { fillWithPeople } from './fill-with-people.ts';

/** A collector with people in it. */
export interface Explorer {
  /** Without a slash at its end. */
  readonly address: string;
  readonly adminToken: string;
  /** The file, beside the running collector. */
  readonly db: Db;
  readonly stop: () => Promise<void>;
}

/** Starts a collector on a database of its own with some people, two weeks of them until now. */
export async function startExplorer(count: number): Promise<Explorer> {
  const directory = mkdtempSync(join(tmpdir(), 'kith-explorer-'));
  const database = join(directory, 'kith.db');
  await fillWithPeople(database, { count, now: Date.now() });
  const config = readConfig([`--db=${database}`, '--port=0', '--geo=off'], {});
  const { address, keys, stop } = await serve(config, { logger: pino({ level: 'silent' }) });
  const db = openReadOnly(database);
  return {
    address,
    adminToken: keys.adminToken,
    db,
    async stop() {
      db.close();
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A page on which the administrator is logged in. A script that the browser refuses, or an error of ours, fails the test. */
export async function openPage({ address, adminToken }: Explorer, options: BrowserContextOptions = {}): Promise<Page> {
  const browser = await openBrowser(options);
  await browser.request.post(`${address}/api/login`, { data: { token: adminToken }, headers: { origin: address } });
  return browser.newPage();
}
