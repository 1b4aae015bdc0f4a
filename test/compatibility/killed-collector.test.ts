import { join } from 'node:path';
import { Analytics } from '@segment/analytics-node';
import { expect, onTestFinished, test } from 'vitest';
import { verify } from '../../packages/collector/src/fold/verify.ts';
import { openReadOnly } from '../../packages/collector/src/persist/database.ts';
import type { Row } from '../end-to-end/collector.ts';
import { eventually } from '../end-to-end/eventually.ts';
import { startProxy } from '../end-to-end/proxy.ts';
import { temporaryDirectory } from '../end-to-end/temporary-directory.ts';
import { SECRET_KEY, startCollector } from '../faults/collector.ts';
import { conversation, expectWhole } from './conversation.ts';

const NAME = 'segment-killed';

/** The collector is killed when these requests come to it, and when it has given these answers. */
const DEADLY = { requests: [2, 14], answers: [2, 8] };

test('@segment/analytics-node: every event once and on the right person, though the collector is killed again and again', async () => {
  const database = join(temporaryDirectory(), 'kith.db');
  let collector = startCollector({ database });
  onTestFinished(() => collector.end('SIGTERM'));
  let { listening } = collector;
  let [requestCount, answerCount, killCount] = [0, 0, 0];
  function killAndStart(): void {
    listening = listening.then(async () => {
      await collector.end('SIGKILL');
      killCount++;
      collector = startCollector({ database });
      return collector.listening;
    });
  }
  const network = await startProxy({
    target: () => listening,
    fault() {
      if (DEADLY.requests.includes(++requestCount)) killAndStart();
      return undefined;
    },
    onAnswer() {
      if (DEADLY.answers.includes(++answerCount)) killAndStart();
    },
  });

  const calls = conversation(NAME);
  const options = { writeKey: SECRET_KEY, host: network.address, maxRetries: 50, flushAt: 2, flushInterval: 100 };
  const analytics = new Analytics(options);
  const failures: unknown[] = [];
  analytics.on('error', (error) => failures.push(error));
  for (const { type, ...call } of calls) (analytics[type] as (call: object) => void)(call);
  await analytics.closeAndFlush({ timeout: 120_000 });
  await listening;
  expect(failures).toEqual([]);
  expect(killCount).toBe(4);

  const file = openReadOnly(database);
  onTestFinished(() => void file.close());
  const rows = (sql: string, ...parameters: unknown[]) => file.prepare(sql).all(...parameters) as Row[];
  await expectWhole({ rows }, NAME);
  expect(rows('SELECT count(*) AS count FROM event_log')).toEqual([{ count: calls.length }]);
  await eventually(() => expect(verify(database)).toMatchObject({ isEqual: true, ledgerFaults: [] }));
});
