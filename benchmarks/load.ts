import { parseArgs } from 'node:util';
import { load } from './ingest/load.ts';

const HELP = `Usage: node benchmarks/load.ts --url URL --key KEY [options]

Sends messages to a collector and says how fast they were acknowledged. They are stored like any others: use a file of
their own. Start the collector with --rate-limit off, else it refuses them, and with --trust-proxy if the addresses
in X-Forwarded-For, one for each request, are to become places.

  --url URL          of the collector, as http://127.0.0.1:4100
  --key KEY          its write key
  --rate NUMBER      messages a second, whatever the answers; else as fast as they come
  --batch NUMBER     messages in a request (20)
  --connections N    requests on their way at once (64)
  --seconds NUMBER   how long (10)
  --count NUMBER     stop after so many messages
  --people NUMBER    how many people the messages are of (20000)
  --ids KIND         message ids: ordered by time, as most SDKs send them, or random (ordered)
  --seed NUMBER      another seed sends the same people's messages in another order (1)
  --json             print one line of JSON
`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    key: { type: 'string' },
    rate: { type: 'string' },
    batch: { type: 'string', default: '20' },
    connections: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '10' },
    count: { type: 'string' },
    people: { type: 'string', default: '20000' },
    ids: { type: 'string', default: 'ordered' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const { url, key } = values;
if (values.help || !url || !key || (values.ids !== 'ordered' && values.ids !== 'random')) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 1);
}
const result = await load({
  url,
  key,
  ids: values.ids,
  rate: values.rate === undefined ? null : Number(values.rate),
  batchCount: Number(values.batch),
  connectionCount: Number(values.connections),
  seconds: Number(values.seconds),
  messageCount: values.count === undefined ? null : Number(values.count),
  personCount: Number(values.people),
  seed: Number(values.seed),
});
if (values.json) console.log(JSON.stringify(result));
else {
  const { acceptedCount, seconds, latencies, requestCounts } = result;
  console.log(`${Math.round(acceptedCount / seconds)} messages a second acknowledged, ${acceptedCount} in all`);
  console.log(
    `answers after ${latencies.p50.toFixed(1)} ms (half), ${latencies.p99.toFixed(1)} ms (99 of 100), ${latencies.max.toFixed(1)} ms (all)`,
  );
  for (const [status, count] of Object.entries(requestCounts)) {
    console.log(`${count} requests ${status === '0' ? 'without an answer' : `answered ${status}`}`);
  }
}
