import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../measure.ts';
import { bareInsert } from './bare-insert.ts';
import type { LoadResult } from './load.ts';
import { KEY, type Server, standInTrouble, startKith, startNothing, startStandIn } from './servers.ts';

/** How a server did under one kind of load. */
export interface Run {
  /** Messages a second that were acknowledged. */
  readonly acknowledged: number;
  /** Messages a second until the last was acknowledged and worked off. */
  readonly workedOff: number;
  /** CPU of all processes of the server for a message, in µs. */
  readonly cpuUs: number;
  readonly p50: number;
  readonly p99: number;
  /** Requests that were not answered 200. */
  readonly failedCount: number;
}

/** Puts load on a server from a process of its own. */
export async function runLoad(server: Server, options: Readonly<Record<string, number | string>>): Promise<Run> {
  const script = fileURLToPath(new URL('../load.ts', import.meta.url));
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  const cpuStart = server.cpuMs();
  const start = performance.now();
  const parameters = [
    '--disable-warning=ExperimentalWarning',
    script,
    '--json',
    '--url',
    server.url,
    '--key',
    KEY,
    ...flags,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, parameters);
  const { acceptedCount, seconds, latencies, requestCounts }: LoadResult = JSON.parse(stdout);
  const startUpSeconds = (performance.now() - start) / 1_000 - seconds;
  await server.settled();
  return {
    acknowledged: acceptedCount / seconds,
    workedOff: acceptedCount / ((performance.now() - start) / 1_000 - startUpSeconds),
    cpuUs: ((server.cpuMs() - cpuStart) * 1_000) / acceptedCount,
    p50: latencies.p50,
    p99: latencies.p99,
    failedCount: Object.entries(requestCounts).reduce(
      (sum, [status, count]) => (status === '200' ? sum : sum + count),
      0,
    ),
  };
}

const STARTS = {
  nothing: () => startNothing(),
  'stand-in': () => startStandIn(),
  kith: () => startKith(),
  'kith, not folding': () => startKith({ isFolding: false }),
};

type Name = keyof typeof STARTS;

/** Messages in a request, and how many requests are on their way at once. */
const WORKS = [
  { batch: 1, connections: 64 },
  { batch: 20, connections: 16 },
  { batch: 100, connections: 8 },
];

/** Options of {@link compare}. */
export interface CompareOptions {
  readonly rounds: number;
  /** Of each load. */
  readonly seconds: number;
}

/** All servers under all loads in turns, so that what else the machine does hits all alike; medians of the rounds. */
export async function compare({ rounds, seconds }: CompareOptions): Promise<void> {
  const trouble = standInTrouble();
  if (trouble) console.log(`The stand-in is not run: ${trouble}.`);
  const names = (Object.keys(STARTS) as Name[]).filter((name) => name !== 'stand-in' || !trouble);
  const runs = new Map<string, Run[]>();
  const bare: { eventsPerSecond: number; cpuUs: number }[] = [];
  const servers = new Map<Name, Server>();
  try {
    for (const name of names) servers.set(name, await STARTS[name]());
    // Everybody is known before anything counts, and the first round only warms up.
    const everybody = { batch: 100, connections: 8, seconds: 600, count: 60_000, seed: 99 };
    for (const server of servers.values()) await runLoad(server, everybody);
    for (let round = 0; round <= rounds; round++) {
      for (const work of WORKS) {
        for (const [name, server] of servers) {
          const run = await runLoad(server, { ...work, seconds, seed: round * 100 + work.batch });
          const key = `${name}/${work.batch}`;
          if (round > 0) runs.set(key, [...(runs.get(key) ?? []), run]);
        }
      }
      if (round > 0) bare.push(bareInsert(50_000));
    }
  } finally {
    for (const server of servers.values()) await server.stop();
  }
  print(names, runs, bare);
}

function print(names: readonly Name[], runs: ReadonlyMap<string, Run[]>, bare: ReturnType<typeof bareInsert>[]): void {
  const middle = (name: Name, batch: number, field: keyof Run) =>
    median((runs.get(`${name}/${batch}`) ?? []).map((run) => run[field]));
  const insertRate = median(bare.map(({ eventsPerSecond }) => eventsPerSecond));
  console.log('\nserver             a request   stored/s   folded/s   CPU µs      p50 ms   p99 ms   refused');
  for (const { batch } of WORKS) {
    for (const name of names) {
      const cell = (field: keyof Run, width: number, digits = 0) =>
        middle(name, batch, field).toFixed(digits).padStart(width);
      console.log(
        `${name.padEnd(18)}${`${batch}`.padStart(9)}${cell('acknowledged', 12)}${cell('workedOff', 11)}${cell('cpuUs', 9, 1)}` +
          `${cell('p50', 12, 1)}${cell('p99', 9, 1)}${cell('failedCount', 10)}`,
      );
    }
  }
  const insertCpu = median(bare.map(({ cpuUs }) => cpuUs));
  console.log(
    `bare insert${' '.repeat(13)}–${insertRate.toFixed(0).padStart(12)}${''.padStart(11)}${insertCpu.toFixed(1).padStart(9)}\n`,
  );
  const ratio = (label: string, value: number) =>
    Number.isFinite(value) && console.log(`${label.padEnd(60)} ${value.toFixed(2)}`);
  for (const { batch } of WORKS) {
    const over = (field: keyof Run, name: Name) => middle('kith', batch, field) / middle(name, batch, field);
    ratio(`${batch} a request: stored ÷ stand-in`, over('acknowledged', 'stand-in'));
    ratio(`${batch} a request: folded ÷ stand-in`, over('workedOff', 'stand-in'));
    ratio(`${batch} a request: CPU ÷ stand-in`, over('cpuUs', 'stand-in'));
    ratio(`${batch} a request: folding on ÷ off, stored`, over('acknowledged', 'kith, not folding'));
    ratio(`${batch} a request: folded ÷ bare insert`, middle('kith', batch, 'workedOff') / insertRate);
    ratio(`${batch} a request: stored ÷ bare insert`, middle('kith', batch, 'acknowledged') / insertRate);
  }
}
