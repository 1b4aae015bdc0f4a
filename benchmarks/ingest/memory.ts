import { setTimeout as sleep } from 'node:timers/promises';
import { report } from '../measure.ts';
import { runLoad } from './compare.ts';
import { startKith } from './servers.ts';

/** Long enough for what the start leaves behind to be collected. */
const IDLE_MS = 5_000;

/** Memory of an idle collector without and with places, and at its most under full load. */
export async function memory(seconds: number): Promise<void> {
  // The first start fills the cache of compiled code.
  await (await startKith({ geo: 'off' })).stop();
  for (const geo of ['off', 'geoip-lite']) {
    const server = await startKith({ geo });
    try {
      await sleep(IDLE_MS);
      report(`idle, geo ${geo}`, `${server.memory().now.toFixed(0)} MiB`);
      if (geo === 'off') continue;
      await runLoad(server, { batch: 20, connections: 64, seconds });
      report('full load, at its most', `${server.memory().most.toFixed(0)} MiB`);
    } finally {
      await server.stop();
    }
  }
}
