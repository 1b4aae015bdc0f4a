import { setTimeout as sleep } from 'node:timers/promises';
import { runLoad } from './compare.ts';
import { type Kith, startKith } from './servers.ts';

/** Long enough for a collector to give back what work took. */
const REST_MS = 12_000;

/** Between two looks at a collector under load, in ms. */
const PAUSE_MS = 250;

/** Memory of an idle collector without and with places, at its most under full load, and when it rests again; with its parts. */
export async function memory(seconds: number): Promise<void> {
  // The first start fills the cache of compiled code.
  await (await startKith({ geo: 'off' })).stop();
  console.log(`${'MiB'.padEnd(30)}resident   files   own: HTTP heap   writer heap   the rest`);
  for (const geo of ['off', 'geoip-lite']) {
    const server = await startKith({ geo });
    try {
      await sleep(REST_MS);
      print(`idle, geo ${geo}`, partsOf(server));
      if (geo === 'off') continue;
      print(
        'full load, at its most',
        await mostUnder(server, runLoad(server, { batch: 20, connections: 64, seconds })),
      );
      await sleep(REST_MS);
      print('at rest again', partsOf(server));
    } finally {
      await server.stop();
    }
  }
}

interface Parts {
  readonly all: number;
  readonly own: number;
  readonly http: number;
  readonly writer: number;
}

function partsOf({ memory, heap }: Kith): Parts {
  const { all, own } = memory();
  return { all, own, http: heap('http'), writer: heap('writer') };
}

async function mostUnder(server: Kith, load: Promise<unknown>): Promise<Parts> {
  let most = partsOf(server);
  const looking = setInterval(() => {
    const parts = partsOf(server);
    if (parts.all > most.all) most = parts;
  }, PAUSE_MS);
  await load.finally(() => clearInterval(looking));
  // The peak itself may have been between two looks.
  const missed = server.memory().most - most.all;
  return { ...most, all: most.all + missed, own: most.own + missed };
}

function print(name: string, { all, own, http, writer }: Parts): void {
  const cell = (mib: number, width: number) => mib.toFixed(0).padStart(width);
  console.log(
    `${name.padEnd(30)}${cell(all, 8)}${cell(all - own, 8)}${cell(http, 17)}${cell(writer, 14)}${cell(own - http - writer, 11)}`,
  );
}
