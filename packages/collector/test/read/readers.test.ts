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

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}
