import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { type Fault, startProxy } from './proxy.ts';

const SCRIPT = fileURLToPath(new URL('../../examples/backend/orders.js', import.meta.url));
const run = promisify(execFile);

it('the backend example tells of a customer once, however often it has to send and is run', async () => {
  const collector = await startCollector();
  const faults: Fault[] = ['reset', 'answer lost', 'refused', 'duplicated', 'answer lost'];
  const network = await startProxy({ target: collector.address, fault: () => faults.shift() });
  const environment = { KITH_URL: network.address, KITH_SECRET_KEY: collector.keys.secretKey };
  for (const _ of [1, 2]) {
    const { stdout } = await run(process.execPath, [SCRIPT], { env: { ...process.env, ...environment } });
    expect(stdout).toBe('Stored.\n');
  }
  expect(network.faults).toEqual({ reset: 1, 'answer lost': 2, refused: 1, duplicated: 1 });

  await eventually(() => {
    expect(collector.rows('SELECT * FROM profiles')).toMatchObject([
      {
        ...{ profile_id: 'u:user-42', type: 'customer', name: 'Lin Chen', email: 'lin@example.com' },
        ...{ account_id: 'acme', event_count: 1, message_count: 3, session_count: 0, first_seen_at: null },
        signed_up_at: '2026-01-10T08:00:00.000Z',
      },
    ]);
  });
  expect(collector.rows('SELECT account_id, name, user_count FROM accounts')).toEqual([
    { account_id: 'acme', name: 'Acme Ltd', user_count: 1 },
  ]);
  expect(collector.rows("SELECT DISTINCT trust FROM traits WHERE trait_group = 'contact'")).toEqual([
    { trust: 'server' },
  ]);
  expect(collector.rows(`SELECT name, timestamp, is_server FROM events WHERE type = 'track'`)).toEqual([
    { name: 'Order Completed', timestamp: '2026-01-15T09:30:00.000Z', is_server: 1 },
  ]);
});

it('the backend example says what is wrong with its key instead of trying for ever', async () => {
  const collector = await startCollector();
  const environment = { KITH_URL: collector.address, KITH_SECRET_KEY: 'sk_not-the-right-one' };
  const failed = run(process.execPath, [SCRIPT], { env: { ...process.env, ...environment } });
  await expect(failed).rejects.toThrow('Kith refused: this key is not known here');
});
