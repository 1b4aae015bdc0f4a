import { randomNumbers } from '../events.ts';
import { quantile } from '../measure.ts';
import { openConnection } from './connection.ts';
import { type MessagesOptions, messages } from './messages.ts';

/** What {@link load} sends, and where. */
export interface LoadOptions extends MessagesOptions {
  readonly url: string;
  readonly key: string;
  readonly connectionCount: number;
  /** Messages in a request. */
  readonly batchCount: number;
  readonly seconds: number;
  /** Messages a second that fall due whatever the answers; null sends as fast as they come. */
  readonly rate: number | null;
  /** Stops after so many messages; null for as many as there is time for. */
  readonly messageCount: number | null;
  /** Called with the body of each request that was answered 200, at once. */
  readonly onAccepted?: (body: string) => void;
}

/** What came of it. */
export interface LoadResult {
  readonly seconds: number;
  /** Messages in requests that were answered 200. */
  readonly acceptedCount: number;
  /** Requests by the status of their answer, 0 for none. */
  readonly requestCounts: Readonly<Record<number, number>>;
  /** From the moment a request was due to its answer, in ms. */
  readonly latencies: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** Sends messages over connections that each have one request on its way. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const { key, connectionCount, batchCount, seconds, rate, messageCount, onAccepted = () => {} } = options;
  const url = new URL(/\/v1\//.test(options.url) ? options.url : `${options.url.replace(/\/$/, '')}/v1/batch`);
  const next = messages(options);
  const random = randomNumbers((options.seed ?? 1) + 1);
  const requestCounts: Record<number, number> = {};
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  let acceptedCount = 0;
  let requestCount = 0;

  async function send(): Promise<void> {
    const connection = openConnection(url, key);
    for (;;) {
      const index = requestCount++;
      const now = performance.now();
      const due = rate === null ? now : start + (index * batchCount * 1_000) / rate;
      if (Math.max(due, now) >= end || (messageCount !== null && index * batchCount >= messageCount)) break;
      if (due > now) await new Promise((resolve) => setTimeout(resolve, due - now));
      const batch = Array.from({ length: batchCount }, next).join();
      const body = `{"sentAt":"${new Date().toISOString()}","batch":[${batch}]}`;
      const { status } = await connection.post(body, addressOf(random));
      latencies.push(performance.now() - due);
      requestCounts[status] = (requestCounts[status] ?? 0) + 1;
      if (status === 200) {
        acceptedCount += batchCount;
        onAccepted(body);
      }
      // A server that is gone is not asked in a tight loop.
      if (status === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    connection.close();
  }

  await Promise.all(Array.from({ length: connectionCount }, send));
  return {
    seconds: (performance.now() - start) / 1_000,
    acceptedCount,
    requestCounts,
    latencies: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), max: quantile(latencies, 1) },
  };
}

// Of 20,000 networks: a site has its regular visitors.
function addressOf(random: () => number): string {
  const network = Math.floor(random() * 20_000);
  return `${(network % 200) + 11}.${network % 251}.${network % 241}.${Math.floor(random() * 255)}`;
}
