import { constants, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest';
import { openBrowser } from '../../../test/end-to-end/chromium.ts';
import { readConfig } from '../../collector/src/config.ts';
import { type Db, openReadOnly } from '../../collector/src/persist/database.ts';
import { hashPassword } from '../../collector/src/read/access/password.ts';
import { serve } from '../../collector/src/serve.ts';
import { fillWithPeople } from './fill-with-people.ts';
import { addFormats } from './sql-formats.ts';

/** How long a test waits where there are many people: whatever folds all of them takes its time. */
const MANY_MS = 600_000;

/** A collector with people in it. */
export interface Explorer {
  /** Without a slash at its end. */
  readonly address: string;
  readonly adminToken: string;
  /** The public key. */
  readonly writeKey: string;
  /** Of a login with it. Each page takes this one: more than ten logins a minute are refused. */
  readonly session: string;
  /** The file, beside the running collector; SQL on it may call the formats of pages. */
  readonly db: Db;
  /** The first value that a query gives on the file. */
  readonly one: (sql: string) => unknown;
  /** The first value of each row. */
  readonly all: (sql: string) => unknown[];
  readonly stop: () => Promise<void>;
}

/** Puts more into a database. */
type Fill = (path: string, options: { readonly now: number }) => Promise<void>;

/**
 * A collector for the tests of a suite, started before the first and stopped behind the last, on a database of its own with some
 * people.
 */
export function explorerForAll(count: number, fillFurther?: Fill): Explorer {
  const explorer = {} as Explorer;
  beforeAll(async () => Object.assign(explorer, await startExplorer(count, fillFurther)));
  afterAll(() => explorer.stop?.());
  return explorer;
}

/**
 * Starts a collector on a database of its own with so many people, or, where there are any, with as many as KITH_EXPLORER_PEOPLE
 * says, two weeks of them until now.
 */
export async function startExplorer(count: number, fillFurther?: Fill): Promise<Explorer> {
  const directory = mkdtempSync(join(tmpdir(), 'kith-explorer-'));
  const database = join(directory, 'kith.db');
  const now = Date.now();
  const manyPeople = count > 0 && inject('manyPeople');
  if (manyPeople) copyFileSync(manyPeople, database, constants.COPYFILE_FICLONE);
  else await fillWithPeople(database, { count, now });
  await fillFurther?.(database, { now });
  const explorer = await serveFile(database);
  return {
    ...explorer,
    async stop() {
      await explorer.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Starts a collector on a database that is there. */
export async function serveFile(database: string): Promise<Explorer> {
  const config = readConfig([`--db=${database}`, '--port=0', '--geo=off'], {});
  const { address, keys, stop } = await serve(config, { logger: pino({ level: 'silent' }) });
  const db = openReadOnly(database);
  addFormats(db);
  return {
    address,
    adminToken: keys.adminToken,
    writeKey: keys.writeKey,
    session: await sessionOf(address, { token: keys.adminToken }),
    db,
    one: (sql) => db.prepare(sql).pluck().get(),
    all: (sql) => db.prepare(sql).pluck().all(),
    async stop() {
      db.close();
      await stop();
    },
  };
}

/** A login. */
async function sessionOf(address: string, body: object): Promise<string> {
  const headers = { origin: address, 'content-type': 'application/json' };
  const answer = await fetch(`${address}/api/login`, { method: 'POST', headers, body: JSON.stringify(body) });
  return /kith_session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';
}

/** Lets somebody read, and nothing else. @returns the same explorer for them, with their password. */
export async function asReader(explorer: Explorer, name: string): Promise<Explorer & { readonly password: string }> {
  const password = 'a long password';
  const reader = { action: 'add', kind: 'user', name, scopes: ['read'], secretHash: await hashPassword(password) };
  const headers = { authorization: `Bearer ${explorer.adminToken}`, 'content-type': 'application/json' };
  await fetch(`${explorer.address}/api/access`, { method: 'POST', headers, body: JSON.stringify(reader) });
  return { ...explorer, password, session: await sessionOf(explorer.address, { name, password }) };
}

/**
 * A page on which whoever the session belongs to is logged in, by default the administrator. What the browser refuses to run or load, a request to anywhere else, or an error
 * of ours fails the test.
 */
export async function openPage({ address, session }: Explorer, options: BrowserContextOptions = {}): Promise<Page> {
  const browser = await openBrowser(options);
  const offences: string[] = [];
  browser.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${address}/`)) offences.push(request.url());
  });
  browser.on('console', (message) => {
    if (/content security policy|trusted/i.test(message.text())) offences.push(message.text());
  });
  onTestFinished(() => expect(offences).toEqual([]));
  await browser.addCookies([{ name: 'kith_session', value: session, url: address }]);
  if (inject('manyPeople')) browser.setDefaultTimeout(MANY_MS);
  return browser.newPage();
}
