import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCollector } from '../end-to-end/collector.ts';
import { startProxy } from '../end-to-end/proxy.ts';
import { seededFaults } from '../end-to-end/seeded-faults.ts';
import { conversation, expectWhole } from './conversation.ts';
import { OTHER_LANGUAGES, type OtherLibrary } from './other-languages.ts';

const PER_BATCH = 3;
const MOST_ATTEMPTS = 10;

it(`${Object.keys(OTHER_LANGUAGES).join(', ')}: every event once and on the right person, over a bad network`, async () => {
  const collector = await startCollector();
  const deliver = async ([name, library]: [string, OtherLibrary]) => {
    const network = await startProxy({ target: collector.address, fault: seededFaults(27, 0.2) });
    const messages = conversation(name).map(library.message);
    const batches = Array.from({ length: Math.ceil(messages.length / PER_BATCH) }, (_, index) =>
      messages.slice(index * PER_BATCH, (index + 1) * PER_BATCH),
    );
    const { secretKey } = collector.keys;
    // Go has several batches under way at a time, and so their order is anyone's.
    await Promise.all(batches.map((batch) => send(library, batch, network.address, secretKey)));
    await expectWhole(collector, name);
    for (const [fault, count] of Object.entries(network.faults)) expect(count, `${name}: ${fault}`).toBeGreaterThan(0);
  };
  await Promise.all(Object.entries(OTHER_LANGUAGES).map(deliver));
  expect(collector.rows('SELECT * FROM rejected_events')).toEqual([]);
});

/** Sends as the library does: again on what it takes for a failure, and never again on what it takes for a success. */
async function send(library: OtherLibrary, batch: readonly object[], address: string, key: string): Promise<void> {
  let post = library.post(batch, key);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const { path, headers, body } = post;
    const answer = await fetch(address + path, { method: 'POST', headers, body })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => null);
    // All of them take a connection that was reset for a failure.
    if (answer && !library.isRetried(answer.status, answer.text)) return expect(answer).toMatchObject({ status: 200 });
    await wait(10 * 2 ** attempt);
    if (!library.keepsBytes) post = library.post(batch, key);
  }
  expect.fail('the library has given up');
}
