import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReadOnly } from '../packages/collector/src/persist/database.ts';
import { randomNumbers } from './events.ts';
import { type LoadResult, load } from './ingest/load.ts';
import { KEY, type Server, serveKith } from './ingest/servers.ts';
import { quantile, report } from './measure.ts';
import { ADMIN_TOKEN, type Ask, questions } from './read/asks.ts';
import { fill } from './read/fill.ts';

// How fast lists, searches, counts and pages of people are answered over HTTP, at rest and while messages come in.
// node benchmarks/read.ts [--people 20000] [--file FILE] [--asks 100] [--seconds 30]
// A FILE that is there is used again as it is; the messages that come in meanwhile stay in it.

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '20000' },
    file: { type: 'string' },
    asks: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
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
  report('people', String(personCount));
  // The first answers wait for processes that start.
  for (const { ask } of questions(personCount, randomNumbers(1))) await time(server, ask());
  const atRest = await askAll(server, personCount);

  const start = performance.now();
  const most = await send(server, null);
  await server.settled();
  // Until the profiles have followed: at a higher rate they would fall behind for ever.
  const rate = Math.round((most.acceptedCount * 1_000) / (performance.now() - start) / 2);
  report('messages a second with which profiles keep up, and half of it', `${rate * 2}, ${rate}`);
  const alone = await send(server, rate);
  const [busy, whileBusy] = await Promise.all([send(server, rate), askAll(server, personCount, seconds)]);

  console.log(
    `\n${'ms'.padEnd(44)}${['p99 within', 'at rest: p50', 'p99', 'CPU', 'busy: p50', 'p99', 'asked'].map(cell).join('')}`,
  );
  for (const [index, { name, withinMs, taken, cpuMs }] of atRest.entries()) {
    const then = whileBusy[index]?.taken ?? [];
    const figures = [quantile(taken, 0.5), quantile(taken, 0.99), cpuMs, quantile(then, 0.5), quantile(then, 0.99)];
    console.log(
      `${name.padEnd(44)}${[withinMs, ...figures.map((ms) => ms.toFixed(1)), then.length].map(cell).join('')}`,
    );
  }
  const { latencies: without } = alone;
  const { latencies: beside } = busy;
  console.log(`\n${'messages answered after, ms'.padEnd(44)}${['p50', 'p99'].map(cell).join('')}`);
  console.log(`${'without readers'.padEnd(44)}${[without.p50, without.p99].map((ms) => cell(ms.toFixed(1))).join('')}`);
  console.log(`${'with readers'.padEnd(44)}${[beside.p50, beside.p99].map((ms) => cell(ms.toFixed(1))).join('')}`);
  console.log(
    `${'rise of p99, within 20 %'.padEnd(56)}${cell(`${((beside.p99 / without.p99 - 1) * 100).toFixed(0)} %`)}`,
  );
}

function cell(content: number | string): string {
  return String(content).padStart(14);
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

/** How long the answers to a question took. */
interface Asked {
  readonly name: string;
  readonly withinMs: number;
  readonly taken: readonly number[];
  /** Of all processes of the server, for an answer. */
  readonly cpuMs: number;
}

// Each question so often; or one after the other, again and again, for some seconds.
async function askAll(server: Server, personCount: number, limitSeconds?: number): Promise<Asked[]> {
  const all = questions(personCount, randomNumbers(5));
  const asked = all.map(({ name, withinMs }) => ({ name, withinMs, taken: [] as number[], cpuMs: 0 }));
  const end = performance.now() + (limitSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
  for (let round = 0; limitSeconds === undefined ? round < Number(values.asks) : performance.now() < end; round++) {
    for (const [index, { ask }] of all.entries()) {
      const cpu = server.cpuMs();
      const entry = asked[index];
      entry?.taken.push(await time(server, ask()));
      if (entry) entry.cpuMs += server.cpuMs() - cpu;
    }
  }
  return asked.map((entry) => ({ ...entry, cpuMs: entry.cpuMs / entry.taken.length }));
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
