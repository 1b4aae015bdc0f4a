import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { verify } from '../src/fold/verify.ts';
import { openReadOnly } from '../src/persist/database.ts';
import { temporaryFile } from './persist/temporary-file.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const KEY = 'pk_stop_test_key';

/** How many acknowledgements to wait for before the collector is stopped in the middle of more. */
const ACKNOWLEDGED_COUNT = 200;
const SENDER_COUNT = 8;

test.each(['SIGTERM', 'SIGKILL'] as const)(
  '%s in the middle of traffic loses no acknowledged event',
  async (signal) => {
    const database = temporaryFile();
    const collector = await startCollector(database);
    const acknowledged = new Set<string>();
    let stop = () => {};
    const enough = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const senders = Array.from({ length: SENDER_COUNT }, (_, sender) =>
      send(collector.address, sender, acknowledged, stop),
    );
    await enough;
    collector.process.kill(signal);
    await Promise.all([...senders, collector.exited]);
    if (signal === 'SIGTERM') expect(collector.process.exitCode).toBe(0);

    // What a killed collector had not folded, the next one folds.
    const next = await startCollector(database);
    next.process.kill('SIGTERM');
    await next.exited;

    const db = openReadOnly(database);
    const stored = db.prepare<[], string>('SELECT message_id FROM events').pluck().all();
    db.close();
    expect(new Set(stored).size).toBe(stored.length);
    expect([...acknowledged].filter((id) => !stored.includes(id))).toEqual([]);
    expect(verify(database)).toMatchObject({
      isEqual: true,
      counts: { events: stored.length },
      ledger: [{ source: 'web', stored: stored.length }],
      ledgerFaults: [],
    });
  },
);

async function send(address: string, sender: number, acknowledged: Set<string>, stop: () => void): Promise<void> {
  for (let index = 0; ; index++) {
    const messageId = `${sender}-${index}`;
    const message = { type: 'track', event: 'Clicked', anonymousId: `device ${index % 20}`, messageId };
    try {
      const response = await fetch(`${address}/v1/batch`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${KEY}:`)}` },
        body: JSON.stringify({ batch: [message] }),
      });
      if (response.status !== 200) return;
      await response.text();
    } catch {
      return;
    }
    acknowledged.add(messageId);
    if (acknowledged.size >= ACKNOWLEDGED_COUNT) stop();
  }
}

async function startCollector(
  database: string,
): Promise<{ process: ChildProcess; address: string; exited: Promise<unknown> }> {
  const child = spawn(process.execPath, [MAIN, '--db', database, '--port', '0', '--geo', 'off', '--write-key', KEY], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stderr })) {
    const [address] = /http:[^"\s]+/.exec(line) ?? [];
    if (address) {
      child.stderr.resume();
      return { process: child, address, exited };
    }
  }
  throw new Error('the collector ended before it listened');
}
