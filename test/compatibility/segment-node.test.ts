import { Analytics } from '@segment/analytics-node';
import { expect, it } from 'vitest';
import { startCollector } from '../end-to-end/collector.ts';
import { eventually } from '../end-to-end/eventually.ts';
import { startProxy } from '../end-to-end/proxy.ts';
import { seededFaults } from '../end-to-end/seeded-faults.ts';

const USERS = Array.from({ length: 12 }, (_, index) => `user-${index}`);
const EVENTS = Array.from({ length: 8 }, (_, index) => `Event ${index}`);

it('@segment/analytics-node: every event once and on the right person, over a bad network', async () => {
  const collector = await startCollector();
  const network = await startProxy({ target: collector.address, fault: seededFaults(27, 0.2) });
  const analytics = new Analytics({
    ...{ writeKey: collector.keys.secretKey, host: network.address },
    ...{ maxRetries: 20, flushAt: 4, flushInterval: 100 },
  });
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));

  for (const userId of USERS) {
    const anonymousId = `device-of-${userId}`;
    for (const event of EVENTS.slice(0, 4)) analytics.track({ anonymousId, event, properties: { of: userId } });
    analytics.identify({ userId, anonymousId, traits: { email: `${userId}@example.com`, plan: 'free' } });
    for (const event of EVENTS.slice(4)) analytics.track({ userId, event, properties: { of: userId } });
    analytics.group({ userId, groupId: 'acme', traits: { name: 'Acme Ltd' } });
  }
  await analytics.closeAndFlush({ timeout: 60_000 });
  expect(failures).toEqual([]);

  await eventually(() => {
    const profiles = collector.rows('SELECT profile_id, message_count, event_count FROM profiles ORDER BY profile_id');
    expect(profiles).toEqual(
      USERS.map((id) => ({ profile_id: `u:${id}`, message_count: 10, event_count: 8 })).sort((a, b) =>
        a.profile_id < b.profile_id ? -1 : 1,
      ),
    );
  });
  expect(
    collector.rows(`
      SELECT name, count(*) AS count FROM events
      WHERE type = 'track' AND profile_id = 'u:' || (properties ->> '$.of') AND is_server = 1
      GROUP BY name ORDER BY name`),
  ).toEqual(EVENTS.map((name) => ({ name, count: USERS.length })));
  expect(collector.rows('SELECT user_count, event_count FROM accounts')).toEqual([{ user_count: 12, event_count: 96 }]);
  expect(collector.rows('SELECT * FROM rejected_events')).toEqual([]);
  for (const count of Object.values(network.faults)) expect(count).toBeGreaterThan(0);
});
