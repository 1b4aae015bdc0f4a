import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../end-to-end/eventually.ts';
import { temporaryDirectory } from '../end-to-end/temporary-directory.ts';
import { seededRandom } from '../random.ts';
import { BUGS } from './bugs.ts';
import { type Collector, startAndStop, startCollector, WRITE_KEY } from './collector.ts';
import { describeWithTools } from './describe-with-tools.ts';
import { type Disk, diskFor } from './disk.ts';
import { findings, NOTHING } from './findings.ts';
import { lock } from './lock.ts';
import type { Bug } from './plant.ts';
import { traffic } from './traffic.ts';

/** A collector on a disk of its own, with clients. */
interface Fixture extends Collector {
  readonly address: string;
  readonly database: string;
  readonly disk: Disk;
}

describeWithTools('a collector', () => {
  test.each([
    { mode: 'full', code: 'disk_full' },
    { mode: 'failing', code: 'storage_unavailable' },
  ] as const)('refuses what a $mode disk does not take, and goes on by itself once it does', async ({ mode, code }) => {
    const { address, database, disk, ...collector } = await start();
    const { attempts, flow } = traffic(seededRandom(1));
    let answerCount = 0;
    const flowing = flow(
      address,
      () => answerCount > 150,
      (outcome) => {
        answerCount++;
        if (answerCount === 50) disk.set(mode);
        if (outcome === 'refused') disk.set('well');
      },
    );
    await collector.logged(/messages are stored again/);
    await flowing;
    expect(attempts.filter(({ outcome }) => outcome === 'refused').length).toBeGreaterThan(0);
    disk.set(mode);
    const refusal = await firstRefusal(address);
    expect(refusal).toEqual({ status: 503, code, retryAfter: expect.stringMatching(/^[1-9]\d*$/) });
    expect(await health(address)).toBe(200);
    disk.set('well');
    expect(await post(address, { messageId: 'after' })).toMatchObject({ status: 200 });
    // What was refused may not come to light later, and what was acknowledged is there, whatever happens now.
    await collector.end('SIGKILL');
    disk.cutPower();
    await startAndStop({ database, disk });
    expect(findings(database, [...attempts, ...OWN])).toEqual(NOTHING);
  });

  test('keeps what arrives while another program holds the lock, and stores it when that lets go', async () => {
    const { address, database } = await start();
    await post(address, { messageId: 'before' });
    const release = await lock(database);
    const waiting = post(address, { messageId: 'meanwhile' });
    expect(await health(address)).toBe(200);
    await release();
    expect(await waiting).toMatchObject({ status: 200 });
  });

  test('tells callers to come back when a lock is held for long, or too much waits for it', async () => {
    const { address, database } = await start();
    await post(address, { messageId: 'before' });
    const release = await lock(database);
    const large = Array.from({ length: 20 }, (_, number) => post(address, { messageId: `large ${number}` }, 4_000_000));
    expect(await Promise.race(large)).toMatchObject({ status: 503, code: 'busy' });
    expect(await health(address)).toBe(200);
    const answers = await Promise.all(large);
    expect(answers).toContainEqual({ status: 503, code: 'database_locked', retryAfter: '5' });
    expect(answers.map(({ status }) => status)).not.toContain(200);
    await release();
    expect(await post(address, { messageId: 'after' })).toMatchObject({ status: 200 });
  });

  test('refuses a message that it cannot store for a reason of its own, and none of those which share its commit', async () => {
    const { address, database } = await start(BUGS.chokesOnPoison);
    await post(address, { messageId: 'before' });
    const release = await lock(database);
    const answers = ['one', 'poison', 'three'].map((messageId) => post(address, { messageId }));
    await health(address);
    await release();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 400, 200]);
  });

  test('starts its writer again when that fails', async () => {
    const { address, ...collector } = await start(BUGS.endsOnFatal);
    await post(address, { messageId: 'before' });
    expect(await post(address, { messageId: 'fatal' })).toMatchObject({ status: 503, code: 'storage_unavailable' });
    await collector.logged(/the writer thread failed: planted/);
    await eventually(async () => expect(await post(address, { messageId: 'after' })).toMatchObject({ status: 200 }));
  });

  test('stops acknowledging when its file is no longer where it was, and goes on when it is back', async () => {
    const { address, database, ...collector } = await start();
    await post(address, { messageId: 'before' });
    for (const name of [database, `${database}-wal`]) {
      renameSync(name, `${name}.moved`);
      expect(await post(address, { messageId: `${name} moved` })).toMatchObject({ code: 'storage_unavailable' });
      await collector.logged(/was moved, replaced or deleted: put it back/);
      renameSync(`${name}.moved`, name);
      expect(await post(address, { messageId: `${name} back` })).toMatchObject({ status: 200 });
    }
    rmSync(`${database}-wal`);
    expect(await post(address, { messageId: 'deleted' })).toMatchObject({ code: 'storage_unavailable' });
  });
});

const OWN = [
  { messageId: 'after', isBackend: false, outcome: 'stored' },
  { messageId: 'unlucky', isBackend: false, outcome: 'unknown' },
] as const;

async function start(...bugs: Bug[]): Promise<Fixture> {
  const database = join(temporaryDirectory(), 'kith.db');
  const disk = diskFor(database);
  const collector = startCollector({ database, disk, bugs });
  onTestFinished(() => collector.end('SIGKILL'));
  return { ...collector, database, disk, address: await collector.listening };
}

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly retryAfter: string | null;
}

/** Sends one event, in a body of at least so many bytes. */
async function post(address: string, message: { messageId: string }, size = 0): Promise<Answer> {
  const text = JSON.stringify({ type: 'track', event: 'Clicked', anonymousId: 'device', ...message });
  const response = await fetch(`${address}/v1/track`, {
    method: 'POST',
    headers: { 'X-Write-Key': WRITE_KEY },
    body: gzipSync(text.padEnd(size)),
  });
  const { code } = (await response.json()) as { code?: string };
  return { status: response.status, ...(code && { code }), retryAfter: response.headers.get('retry-after') };
}

// A disk that is full still takes what fits into the log as it is.
async function firstRefusal(address: string): Promise<Answer> {
  for (;;) {
    const answer = await post(address, { messageId: 'unlucky' });
    if (answer.status !== 200) return answer;
  }
}

async function health(address: string): Promise<number> {
  return (await fetch(`${address}/health`)).status;
}
