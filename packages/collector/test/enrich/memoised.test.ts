import { expect, test } from 'vitest';
import { memoised } from '../../src/enrich/memoised.ts';

function counted(size: number) {
  const computed: string[] = [];
  const look = memoised(size, (key) => {
    computed.push(key);
    return key.length;
  });
  return { computed, look };
}

test('a result that is used again and again is computed once', () => {
  const { computed, look } = counted(10);
  for (let index = 0; index < 100; index++) {
    expect(look('again')).toBe(5);
    look(`once ${index}`);
  }
  expect(computed.filter((key) => key === 'again')).toHaveLength(1);
});

test('no more results are remembered than asked for', () => {
  const { computed, look } = counted(10);
  const keys = Array.from({ length: 11 }, (_, index) => `${index}`);
  for (const key of [...keys, ...keys]) look(key);
  expect(computed.length).toBeGreaterThan(keys.length);
});

test('results that are false or null are remembered too', () => {
  let count = 0;
  const nothing = memoised(2, () => {
    count++;
    return null;
  });
  nothing('a');
  nothing('a');
  nothing('a');
  expect(count).toBe(1);
});
