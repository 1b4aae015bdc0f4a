import { median, report } from '../measure.ts';
import { runLoad } from './compare.ts';
import { startKith } from './servers.ts';

/** Messages between two measurements. */
const STEP_COUNT = 50_000;

/** How the rate holds as the file grows to so many events, with ids that begin with the time and with random ones. */
export async function growth(eventCount: number): Promise<void> {
  for (const ids of ['ordered', 'random'] as const) {
    const server = await startKith({ isFolding: false });
    try {
      const rates: number[] = [];
      const cpus: number[] = [];
      for (let stored = 0; stored < eventCount; stored += STEP_COUNT) {
        const options = { batch: 20, connections: 16, seconds: 600, count: STEP_COUNT, ids, seed: stored + 1 };
        const { acknowledged, cpuUs } = await runLoad(server, options);
        rates.push(acknowledged);
        cpus.push(cpuUs);
      }
      const share = Math.max(1, Math.floor(rates.length / 10));
      const [first, last] = [median(rates.slice(0, share)), median(rates.slice(-share))];
      const [firstCpu, lastCpu] = [median(cpus.slice(0, share)), median(cpus.slice(-share))];
      report(`${ids} ids, rate at ${eventCount} ÷ at the start`, (last / first).toFixed(2));
      report(
        '',
        `${first.toFixed(0)} → ${last.toFixed(0)} events/s, ${firstCpu.toFixed(1)} → ${lastCpu.toFixed(1)} µs CPU`,
      );
    } finally {
      await server.stop();
    }
  }
}
