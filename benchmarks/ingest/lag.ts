import { openReadOnly } from '../../packages/collector/src/persist/database.ts';
import { quantile, report } from '../measure.ts';
import { runLoad } from './compare.ts';
import { load } from './load.ts';
import { KEY, startKith } from './servers.ts';

/** Of so many requests one is followed. */
const FOLLOWED_SHARE = 10;

/** Between two looks at the profiles, in ms: no lag is told more finely. */
const PAUSE_MS = 5;

/** How long profiles trail behind acknowledgements, at half the rate at which they keep up. */
export async function lag(seconds: number): Promise<void> {
  const server = await startKith();
  const db = openReadOnly(server.database);
  try {
    const kind = { batch: 20, connections: 16 };
    await runLoad(server, { ...kind, seconds: 600, count: 40_000 });
    const { workedOff } = await runLoad(server, { ...kind, seconds, seed: 2 });
    const rate = Math.round(workedOff / 2);
    const isFolded = db
      .prepare<[string], 1>('SELECT 1 FROM event_log JOIN placements USING (seq) WHERE message_id = ?')
      .pluck();
    const lags: number[] = [];
    let followed: { readonly id: string; readonly acknowledged: number }[] = [];
    let answerCount = 0;
    const looking = setInterval(() => {
      const now = performance.now();
      followed = followed.filter(({ id, acknowledged }) => {
        const isWaiting = isFolded.get(id) === undefined;
        if (!isWaiting) lags.push(now - acknowledged);
        return isWaiting;
      });
    }, PAUSE_MS);
    const { latencies } = await load({
      ...{ url: server.url, key: KEY, personCount: 20_000, ids: 'ordered', seed: 3 },
      ...{ batchCount: kind.batch, connectionCount: kind.connections, seconds, rate, messageCount: null },
      onAccepted(body) {
        const id = /"messageId":"([^"]+)"/.exec(body)?.[1];
        if (id && answerCount++ % FOLLOWED_SHARE === 0) followed.push({ id, acknowledged: performance.now() });
      },
    });
    await server.settled();
    while (followed.length > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    clearInterval(looking);
    const figures = (p50: number, p99: number, most: number) =>
      `${p50.toFixed(0)} ms (half), ${p99.toFixed(0)} ms (99 of 100), ${most.toFixed(0)} ms (all)`;
    report(`acknowledged, at ${rate} messages a second`, figures(latencies.p50, latencies.p99, latencies.max));
    report('from there into profiles', figures(quantile(lags, 0.5), quantile(lags, 0.99), quantile(lags, 1)));
  } finally {
    db.close();
    await server.stop();
  }
}
