import { createRequire } from 'node:module';
import { jitsuAnalytics } from '@jitsu/js';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics as SegmentAnalytics } from '@segment/analytics-node';
import { expect, it } from 'vitest';
import { startCollector } from '../end-to-end/collector.ts';
import { eventually } from '../end-to-end/eventually.ts';
import { startProxy } from '../end-to-end/proxy.ts';
import { seededFaults } from '../end-to-end/seeded-faults.ts';
import { type Call, conversation, expectWhole } from './conversation.ts';

type SegmentLike = Record<Call['type'], (call: never, done: () => void) => unknown>;

// It comes without types.
const LegacyAnalytics: new (key: string, options: object) => SegmentLike = createRequire(import.meta.url)(
  'analytics-node',
);

/** Says everything through a library, and resolves once that has delivered or given up. */
type Say = (calls: readonly Call[], host: string, writeKey: string) => Promise<unknown>;

/** Every kind of fault is among its first. */
const SEED = 27;

const LIBRARIES: Readonly<Record<string, Say>> = {
  async 'segment-node'(calls, host, writeKey) {
    const analytics = new SegmentAnalytics({ writeKey, host, maxRetries: 20, flushAt: 2, flushInterval: 100 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    for (const call of calls) tell(analytics, call);
    await analytics.closeAndFlush({ timeout: 60_000 });
    expect(failures).toEqual([]);
  },
  'legacy-node'(calls, host, writeKey) {
    const analytics = new LegacyAnalytics(writeKey, { host, flushAt: 2, flushInterval: 100, retryCount: 20 });
    return Promise.all(calls.map((call) => delivered((done) => tell(analytics, call, done))));
  },
  'rudder-node'(calls, dataPlaneUrl, writeKey) {
    const options = { dataPlaneUrl, flushAt: 2, flushInterval: 100, retryCount: 20, logLevel: 'none' };
    const analytics = new RudderAnalytics(writeKey, options);
    return Promise.all(calls.map((call) => delivered((done) => tell(analytics, call, done))));
  },
};

it(`${Object.keys(LIBRARIES).join(', ')}: every event once and on the right person, over a bad network`, async () => {
  const collector = await startCollector();
  const deliver = async ([name, say]: [string, Say]) => {
    const network = await startProxy({ target: collector.address, fault: seededFaults(SEED, 0.2) });
    await say(conversation(name), network.address, collector.keys.secretKey);
    await expectWhole(collector, name);
    for (const [fault, count] of Object.entries(network.faults)) expect(count, `${name}: ${fault}`).toBeGreaterThan(0);
  };
  await Promise.all(Object.entries(LIBRARIES).map(deliver));
  expect(collector.rows('SELECT * FROM rejected_events')).toEqual([]);
});

it('@jitsu/js sends nothing again by itself: what reached the collector is there once, the rest is not', async () => {
  const collector = await startCollector();
  const network = await startProxy({ target: collector.address, fault: seededFaults(SEED, 0.2) });
  await sayWithJitsu(network.address, collector.keys.secretKey);
  const { reset, refused, 'answer lost': lost, duplicated } = network.faults;
  for (const count of [reset, refused, lost, duplicated]) expect(count).toBeGreaterThan(0);
  await eventually(() => {
    const [stored] = collector.rows('SELECT count(*) AS count, count(DISTINCT name) AS names FROM events');
    expect(stored).toEqual({ count: 40 - reset - refused, names: 40 - reset - refused });
  });
  expect(collector.rows('SELECT DISTINCT profile_id, is_server FROM events')).toEqual([
    { profile_id: 'u:user-jitsu', is_server: 1 },
  ]);
});

/** Forty events of one user, one after the other: the library sends each by itself, and does not say how it went. */
async function sayWithJitsu(host: string, key: string): Promise<void> {
  // What follows the colon is Jitsu's secret, without which the library does not start.
  const analytics = jitsuAnalytics({ host, writeKey: `${key}:any`, s2s: true, errorPolicy: () => {} });
  for (let index = 0; index < 40; index++) {
    await analytics.track(`Event ${index}`, { userId: 'user-jitsu' });
  }
}

function tell(analytics: SegmentLike, { type, ...call }: Call, done: (error?: unknown) => void = () => {}): void {
  analytics[type](call as never, done);
}

function delivered(send: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    send((error) => (error ? reject(error) : resolve()));
  });
}
