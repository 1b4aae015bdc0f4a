import { describe, expect, it } from 'vitest';
import type { Page } from '../src/api/answers.ts';
import { keysetRows, PAGE_SIZE } from '../src/ui/table/keyset-rows.ts';

/** A list of numbers, read as the collector would; pages are handed over when they are asked for. */
function numbers(count: number) {
  const asked: number[] = [];
  const load = async (after: string | null): Promise<Page<number>> => {
    const start = Number(after ?? 0);
    asked.push(start);
    const data = Array.from({ length: Math.min(PAGE_SIZE, count - start) }, (_, index) => start + index);
    return { data, next: start + PAGE_SIZE < count ? String(start + PAGE_SIZE) : null };
  };
  return { asked, load };
}

/** Resolves when the list has nothing more to read. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('keysetRows', () => {
  it('reads what is in view and the page behind it, and nothing further', async () => {
    const { asked, load } = numbers(1_000);
    const rows = keysetRows(load, () => {});
    rows.show(0, 40);
    await settled();
    expect(asked).toEqual([0, 100]);
    expect([rows.at(0), rows.at(199), rows.at(200)]).toEqual([0, 199, undefined]);
    expect([rows.count(), rows.isComplete()]).toEqual([300, false]);
  });

  it('keeps five pages of a million rows, and reads what was forgotten again', async () => {
    const { asked, load } = numbers(1_000_000);
    const rows = keysetRows(load, () => {});
    const kept = () => Array.from({ length: rows.count() / PAGE_SIZE }, (_, page) => rows.at(page * PAGE_SIZE));
    for (let first = 0; first < 20_000; first += PAGE_SIZE) {
      rows.show(first, first + 40);
      await settled();
      expect(rows.at(first)).toBe(first);
    }
    expect(kept().filter((row) => row !== undefined).length).toBeLessThanOrEqual(5);
    asked.length = 0;
    rows.show(500, 540);
    expect(rows.at(500)).toBeUndefined();
    await settled();
    expect(rows.at(500)).toBe(500);
    expect(asked).toEqual([500, 600]);
  });

  it('knows where the list ends', async () => {
    const { load } = numbers(150);
    const rows = keysetRows(load, () => {});
    rows.show(0, 40);
    await settled();
    expect([rows.count(), rows.isComplete(), rows.at(149), rows.at(150)]).toEqual([150, true, 149, undefined]);
  });

  it('begins where somebody was before', async () => {
    const { asked, load } = numbers(1_000);
    const rows = keysetRows(load, () => {}, [null, '100', '200', '300']);
    rows.show(310, 340);
    await settled();
    expect(asked).toEqual([300, 400]);
    expect(rows.at(310)).toBe(310);
  });

  it('stops at an error, and says so', async () => {
    const rows = keysetRows(
      () => Promise.reject(new Error('gone')),
      () => {},
    );
    rows.show(0, 40);
    await settled();
    expect(rows.error()).toEqual(new Error('gone'));
  });
});
