import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/persist/database.ts';
import { startReaders } from '../../src/read/readers.ts';
import { temporaryFile } from '../persist/temporary-file.ts';

test.skipIf(process.platform !== 'linux')('what reads comes after what stores messages', async () => {
  const file = temporaryFile();
  openDatabase(file).close();
  const readers = startReaders({ database: file, timezone: 'UTC' });
  onTestFinished(readers.stop);
  const before = childrenOf(process.pid);
  await readers.ask('segments', { limit: 1 });
  const [reader = 0, ...others] = childrenOf(process.pid).filter((id) => !before.includes(id));
  expect(others).toEqual([]);
  expect(getPriority(reader)).toBe(5);
});

test('whoever goes away before their turn holds nobody up', async () => {
  const file = temporaryFile();
  openDatabase(file).close();
  const readers = startReaders({ database: file, timezone: 'UTC', count: 1 });
  onTestFinished(readers.stop);
  const answered: string[] = [];
  const ask = (name: string, gone?: AbortSignal) =>
    readers.ask('segments', { limit: 1 }, gone).then(
      () => answered.push(name),
      () => answered.push(`${name} is gone`),
    );
  const leaving = new AbortController();
  const all = [ask('first'), ask('second', leaving.signal), ask('third')];
  leaving.abort();
  await Promise.all(all);
  expect(answered).toEqual(['second is gone', 'first', 'third']);
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
