import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openReadOnly } from '../../packages/collector/src/persist/database.ts';
import { foldedMarks, receivedMarks } from '../../packages/collector/src/persist/unfolded.ts';
import { type MeasuredProcess, startProcess } from './processes.ts';

/** A server that takes messages, with all it consists of. */
export interface Server {
  readonly url: string;
  /** CPU time of all its processes, in ms. */
  readonly cpuMs: () => number;
  readonly memory: MeasuredProcess['memory'];
  /** Resolves once all that was taken is worked off. */
  readonly settled: () => Promise<void>;
  /** Stops it and removes what it stored. */
  readonly stop: () => Promise<void>;
}

/** The key that the benchmark's Kith takes. */
export const KEY = 'pk_benchmark_benchmark_benchmark';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const node = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;
const LISTENING = /(?:^listening |listening at http:\/\/127\.0\.0\.1:)(\d+)/;

/** How {@link startKith} starts it. */
export interface KithOptions {
  readonly geo?: string;
  readonly isFolding?: boolean;
}

/** A Kith that can be looked into. */
export interface Kith extends Server {
  /** Its file. */
  readonly database: string;
  /** How much V8 holds for a thread, in MiB. */
  readonly heap: (thread: 'http' | 'writer') => number;
}

/** Kith as it is run, on a file of its own. */
export async function startKith({ geo = 'geoip-lite', isFolding = true }: KithOptions = {}): Promise<Kith> {
  const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
  const database = join(directory, 'kith.db');
  const server = await serveKith(database, { geo }, { isFolding, heaps: directory });
  return {
    ...server,
    database,
    heap: (thread) => Number(readFileSync(join(directory, thread), 'utf8')) / 1_048_576,
    async stop() {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Kith on a file, which stays, with limits off that a load generator would hit.
 * @param heaps the directory in which its threads tell how large their heaps are; null when they shall not.
 */
export async function serveKith(
  database: string,
  more: Readonly<Record<string, string>>,
  { isFolding = true, heaps = null }: { readonly isFolding?: boolean; readonly heaps?: string | null } = {},
): Promise<Server> {
  const modules = [...(isFolding ? [] : ['without-fold.ts']), ...(heaps === null ? [] : ['tell-heaps.ts'])];
  const [command, ...flags] = [...node, ...modules.flatMap((name) => ['--import', here(name)])];
  const cli = here('../../packages/collector/src/cli.ts');
  const settings = {
    ...{ port: '0', db: database, 'write-key': KEY, 'rate-limit': 'off', 'trust-proxy': '127.0.0.1' },
    ...more,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  // As `pnpm start` does: without it the compiler of TypeScript stays in memory.
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: here('../../node_modules/.cache/node'),
    BENCHMARK_HEAPS: heaps ?? '',
  };
  const kith = await startProcess(command, [...flags, cli, 'serve', ...options], { ready: LISTENING, env });
  const url = `http://127.0.0.1:${kith.announcement}`;
  while (!(await fetch(`${url}/ready`)).ok) await sleep(50);
  return {
    url,
    cpuMs: kith.cpuMs,
    memory: kith.memory,
    async settled() {
      const db = openReadOnly(database);
      while (isFolding && foldedMarks(db).seq < receivedMarks(db).seq) await sleep(20);
      db.close();
    },
    stop: kith.stop,
  };
}

/** A server that does nothing. */
export async function startNothing(): Promise<Server> {
  const [command, ...flags] = node;
  const server = await startProcess(command, [...flags, here('do-nothing.ts')], { ready: LISTENING });
  return { ...server, url: `http://127.0.0.1:${server.announcement}`, settled: async () => {} };
}

/** Why the stand-in cannot be run here, null when it can. */
export function standInTrouble(): string | null {
  if (!existsSync(here('stand-in/node_modules'))) return 'run `npm install` in benchmarks/ingest/stand-in first';
  for (const name of ['initdb', 'postgres']) {
    if (spawnSync(name, ['--version']).status !== 0) return `${name} of PostgreSQL is not in the PATH`;
  }
  return null;
}

/** fastify and pg before a PostgreSQL of its own with default durability. */
export async function startStandIn(): Promise<Server> {
  const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
  const data = join(directory, 'data');
  const owner = ownerOfCluster();
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const initdb = spawnSync('initdb', ['-D', data, '-A', 'trust', '-U', 'benchmark', '--no-instructions'], { ...owner });
  if (initdb.status !== 0) throw new Error(initdb.stderr.toString());
  const settings = {
    listen_addresses: '',
    unix_socket_directories: directory,
    shared_buffers: '512MB',
    max_wal_size: '4GB',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const ready = /ready to accept connections/;
  const postgres = await startProcess('postgres', ['-D', data, ...options], { ready, ...owner });
  const [command, ...flags] = node;
  const script = here('stand-in/server.js');
  const server = await startProcess(command, [...flags, script, directory, 'benchmark'], { ready: LISTENING });
  return {
    url: `http://127.0.0.1:${server.announcement}`,
    cpuMs: () => postgres.cpuMs() + server.cpuMs(),
    memory: server.memory,
    settled: async () => {},
    async stop() {
      await server.stop();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

// PostgreSQL refuses to run as root.
function ownerOfCluster(): { readonly uid: number; readonly gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined;
  const [uid = '65534', gid = '65534'] = ['-u', '-g'].map((flag) =>
    spawnSync('id', [flag, 'postgres']).stdout.toString(),
  );
  return { uid: Number(uid) || 65_534, gid: Number(gid) || 65_534 };
}
