import { setTimeout } from 'node:timers/promises';
import type { Decision, Erase, Expire } from '@kith/fold';
import type { KeyChange } from '../collect/key-change.ts';
import { loadKeys } from '../collect/key-file.ts';
import type { Reprocessed, Reprocessing } from '../collect/reprocessing.ts';
import { identityVerification } from '../collect/user-hash.ts';
import { type Config, ConfigError } from '../config.ts';
import { enricher } from '../enrich/enrich.ts';
import { decide } from '../fold/decide.ts';
import { type ErasureReport, eraseAndClean } from '../fold/erase.ts';
import { type Expiry, expire } from '../fold/expire.ts';
import { projectAll } from '../fold/project.ts';
import { cleanFile, isUnclean } from '../persist/clean-file.ts';
import { type Db, openDatabase, openReadOnly } from '../persist/database.ts';
import { appendDecision } from '../persist/decision-log.ts';
import { eventLog } from '../persist/event-log.ts';
import { type Expiring, readExpiring } from '../persist/expiring.ts';
import { type FileLock, lockFile } from '../persist/file-lock.ts';
import { changeGrants, type GrantChange } from '../persist/grant-table.ts';
import { changeKeys } from '../persist/key-table.ts';
import { readServerFile } from '../persist/server-file.ts';
import { scratchPath, swapDerived } from '../persist/swap.ts';
import { reprocess } from '../reprocess.ts';

/** Takes a decision: through the server that writes the database, or in the file itself while none runs. @returns its id. */
export function takeDecision(config: Config, decision: Decision): Promise<number> {
  return withWriter(
    config,
    (db) => decide(db, decision, Date.now()),
    () => ask(config, '/api/decisions', decision),
  );
}

/** Erases a person: through the server that writes the database, or in the file itself while none runs. */
export function takeErasure(config: Config, decision: Erase): Promise<ErasureReport> {
  return withWriter(
    config,
    (db) => eraseAndClean(db, decision, Date.now()),
    async () => (await post<{ erasure: ErasureReport }>(config, '/api/decisions', decision)).erasure,
  );
}

/** Deletes every message from before a time, slice after slice: through the server, or in the file itself while none runs. */
export function takeExpiry(
  config: Config,
  decision: Expire,
  onStep: (expiring: Expiring) => void = () => {},
): Promise<Expiry> {
  return withWriter(
    config,
    (db) => expire(db, decision, Date.now(), onStep),
    async () => {
      const following = followExpiry(config.database, onStep);
      try {
        return (await post<{ erasure: Expiry }>(config, '/api/decisions', decision)).erasure;
      } catch (error) {
        // An answer is not waited for without end.
        if (following.isUnderWay()) throw new ConfigError('this takes its time: the server goes on with it alone.');
        throw error;
      } finally {
        following.end();
      }
    },
  );
}

// How far it is stands in the file.
function followExpiry(
  database: string,
  onStep: (expiring: Expiring) => void,
): { readonly isUnderWay: () => boolean; readonly end: () => void } {
  const db = openReadOnly(database);
  const timer = setInterval(() => {
    const expiring = readExpiring(db);
    if (expiring) onStep(expiring);
  }, FOLLOWING_PAUSE_MS);
  return {
    isUnderWay: () => readExpiring(db) !== undefined,
    end() {
      clearInterval(timer);
      db.close();
    },
  };
}

const FOLLOWING_PAUSE_MS = 250;

/** Puts the tables folded beside the database in place, with the decision under whose rules they were folded. */
export function adoptTables(config: Config, decision?: Decision): Promise<number> {
  return withWriter(
    config,
    (db) => {
      let id = 0;
      swapDerived(db, scratchPath(config.database), () => {
        if (decision) id = appendDecision(db, decision, Date.now());
      });
      return id;
    },
    () => ask(config, '/api/rebuild', { decision }),
  );
}

/** Changes the keys: through the server that writes the database, or in the file itself while none runs. @returns the key's id. */
export function takeKeyChange(config: Config, change: KeyChange): Promise<number> {
  return withWriter(
    config,
    (db) => changeKeys(db, change, Date.now()),
    async () => (await post<{ key_id: number }>(config, '/api/keys', change)).key_id,
  );
}

/** Adds or revokes access: through the server that writes the database, or in the file itself while none runs. @returns its id. */
export function takeGrantChange(config: Config, change: GrantChange): Promise<number> {
  return withWriter(
    config,
    (db) => changeGrants(db, change, Date.now()),
    async () => (await post<{ access_id: number }>(config, '/api/access', change)).access_id,
  );
}

/**
 * Reads refused messages again, slice after slice: through the server that writes the database, or in the file itself
 * while none runs.
 */
export function takeReprocessing(
  config: Config,
  asked: Reprocessing,
  onSlice: (slice: Reprocessed) => void,
): Promise<void> {
  return withWriter(
    config,
    (db) => {
      const options = { log: eventLog(db), enrich: enricher(() => null), identity: identityVerification(config) };
      for (let after: number | null = asked.after; after !== null; ) {
        const slice: Reprocessed = reprocess(db, { ...asked, after }, options);
        onSlice(slice);
        after = slice.next;
      }
      if (!asked.isTrial) projectAll(db);
    },
    async () => {
      for (let after: number | null = asked.after; after !== null; ) {
        const slice: Reprocessed = await post(config, '/api/reprocess', { ...asked, after });
        onSlice(slice);
        after = slice.next;
      }
    },
  );
}

/**
 * Notes in the audit of the server that writes the database that somebody exports. Without a server, or a right to talk to it, nothing is
 * noted: who has the file has what is in it.
 * @returns why it could not be noted, where a server is there.
 */
export async function noteExport(config: Config, path: string, identity: string | null): Promise<string | undefined> {
  if (!readServerFile(config.database)) return undefined;
  try {
    await post(config, '/api/audit', { path, identity });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function withWriter<T>({ database }: Config, inFile: (db: Db) => T, atServer: () => Promise<T>): Promise<T> {
  const lock = await lockUnlessServed(database);
  if (!lock) return atServer();
  const db = open(database);
  try {
    return inFile(db);
  } finally {
    if (isUnclean(db)) cleanFile(db);
    db.close();
    lock.release();
  }
}

// Another command is soon done; a server is asked.
async function lockUnlessServed(database: string): Promise<FileLock | undefined> {
  for (let waitedMs = 0; ; waitedMs += LOCK_PAUSE_MS) {
    const lock = lockFile(database);
    if (lock || readServerFile(database) || waitedMs >= LOCK_WAIT_MS) return lock;
    await setTimeout(LOCK_PAUSE_MS);
  }
}

const LOCK_PAUSE_MS = 50;
const LOCK_WAIT_MS = 5_000;

function open(database: string): Db {
  try {
    return openDatabase(database);
  } catch (error) {
    throw new ConfigError(`cannot open the database: ${error instanceof Error ? error.message : error}`);
  }
}

async function ask(config: Config, path: string, body: object): Promise<number> {
  return (await post<{ decision_id: number }>(config, path, body)).decision_id;
}

async function post<Answer>(config: Config, path: string, body: object): Promise<Answer> {
  const server = readServerFile(config.database);
  if (!server) throw new ConfigError('another process writes this database, and it is no Kith server: stop it first.');
  const response = await send(server.address, path, {
    method: 'POST',
    headers: { authorization: `Bearer ${loadKeys(config).adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer & { message?: string };
  if (!response.ok) throw new ConfigError(`the server at ${server.address} refused: ${answer.message}`);
  return answer;
}

function send(address: string, path: string, request: RequestInit): Promise<Response> {
  return fetch(address + path, request).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new ConfigError(
      `the server at ${address} does not answer (${reason}): is it the one that writes this database?`,
    );
  });
}
