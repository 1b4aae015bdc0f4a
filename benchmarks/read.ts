import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReadOnly } from '../packages/collector/src/persist/database.ts';
import { randomNumbers } from './events.ts';
import { type LoadResult, load } from './ingest/load.ts';
import { KEY, type Server, serveKith } from './ingest/servers.ts';
import { quantile, report } from './measure.ts';
import { ADMIN_TOKEN, type Ask, asks, pageOf } from './read/asks.ts';
import { fill } from './read/fill.ts';

// How fast lists, searches, counts and pages of people are answered over HTTP, at rest and while messages come in.
// node benchmarks/read.ts [--people 20000] [--file FILE, made where there is none] [--asks 100] [--seconds 10]

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '20000' },
    file: { type: 'string' },
    asks: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '10' },
  },
});
const seconds = Number(values.seconds);
const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
try {
  const file = values.file ?? join(directory, 'kith.db');
  if (!existsSync(file)) fill(file, Number(values.people));
  const server = await serveKith(file, { 'admin-token': ADMIN_TOKEN });
  try {
    await measure(server, countPeople(file));
  } finally {
    await server.stop();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function measure(server: Server, personCount: number): Promise<void> {
  report('load of the machine', `${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`);
  report(`${personCount} people, at rest`, 'ms');
  await askAll(server, personCount);

  const most = await send(server, null);
  const rate = Math.round(most.acceptedCount / most.seconds / 2);
  await server.settled();
  report('messages a second at most', String(rate * 2));
  const alone = await send(server, rate);
  report(`half of it, without readers: answered after`, answered(alone.latencies.p50, alone.latencies.p99));
  report('the same, with readers', 'ms');
  const [busy] = await Promise.all([send(server, rate), askAll(server, personCount, seconds)]);
  report('messages answered after', answered(busy.latencies.p50, busy.latencies.p99));
}

function send({ url }: Server, rate: number | null): Promise<LoadResult> {
  const options = {
    ids: 'ordered',
    batchCount: 20,
    connectionCount: 16,
    messageCount: null,
    personCount: 20_000,
  } as const;
  return load({ ...options, url, key: KEY, rate, seconds, seed: Date.now() % 1_000_000 });
}

// Each question so often, or for its part of the seconds; at rest with the CPU time of all processes of the server.
async function askAll(server: Server, personCount: number, limitSeconds?: number): Promise<void> {
  const random = randomNumbers(5);
  const questions = Object.entries({
    ...asks(personCount, random),
    'page of a person': () => pageOf(personCount, random),
  });
  for (const [name, question] of questions) {
    const taken: number[] = [];
    const cpu = server.cpuMs();
    const end = performance.now() + ((limitSeconds ?? Number.POSITIVE_INFINITY) / questions.length) * 1_000;
    while (taken.length < Number(values.asks) && performance.now() < end) taken.push(await time(server, question()));
    const cpuMs = ((server.cpuMs() - cpu) / taken.length).toFixed(0);
    report(`  ${name}`, times(taken) + (limitSeconds === undefined ? `  ${cpuMs} CPU` : ''));
  }
}

async function time({ url }: Server, paths: Ask): Promise<number> {
  const start = performance.now();
  for (const path of paths) {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${text}`);
  }
  return performance.now() - start;
}

function times(all: readonly number[]): string {
  return answered(quantile(all, 0.5), quantile(all, 0.99));
}

function answered(half: number, most: number): string {
  return `${half.toFixed(1).padStart(8)} (half) ${most.toFixed(1).padStart(8)} (99 of 100)`;
}

function countPeople(file: string): number {
  const db = openReadOnly(file);
  try {
    return Number(
      db
        .prepare("SELECT count(*) FROM identities WHERE kind = 'anonymous' AND identifier LIKE 'd________'")
        .pluck()
        .get(),
    );
  } finally {
    db.close();
  }
}
