import { expect, test } from 'vitest';
import { events, randomNumbers } from '../benchmarks/events.ts';
import { walPages } from '../benchmarks/ingest/wal-pages.ts';
import { withTemporaryFile } from '../benchmarks/temporary-file.ts';

// Counts, not times: the same on every machine, however busy it is.

const SOME = [...events({ eventCount: 60_000, personCount: 6_000 })];

test('ids that begin with the time cost the index of message ids few pages of the write-ahead log, late ones among them', () => {
  const some = SOME.map((event, index) => {
    const earlier = index % 20 === 0 ? SOME[index - 500] : undefined;
    return earlier ? { ...event, messageId: `${earlier.messageId}-${index}` } : event;
  });
  expect(walPages(some).perIndex).toBeLessThan(0.15);
});

test('random ids cost many, and the count tells', () => {
  const random = randomNumbers(1);
  const some = SOME.map((event) => ({ ...event, messageId: `${random()}`.slice(2) }));
  expect(walPages(some).perIndex).toBeGreaterThan(0.15);
});

test('what is folded together writes few rows for an event', () => {
  const foldedCount = 10_000;
  const rowCount = withTemporaryFile((file) => {
    const changes = file.db.prepare<[], number>('SELECT total_changes()').pluck();
    file.append(SOME.slice(0, foldedCount));
    const before = changes.get() ?? 0;
    file.fold(1_000);
    return (changes.get() ?? 0) - before;
  });
  expect(rowCount / foldedCount).toBeLessThan(5);
});
