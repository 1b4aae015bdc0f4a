import { expect, test } from 'vitest';
import { memoised } from '../../src/enrich/memoised.ts';

test('the least recently used result is forgotten first', () => {
  const computed: string[] = [];
  const length = memoised(2, (key) => {
    computed.push(key);
    return key.length;
  });
  for (const key of ['a', 'bb', 'a', 'ccc', 'a', 'bb']) expect(length(key)).toBe(key.length);
  expect(computed).toEqual(['a', 'bb', 'ccc', 'bb']);
});

test('results that are false or null are remembered too', () => {
  let count = 0;
  const nothing = memoised(2, () => {
    count++;
    return null;
  });
  nothing('a');
  nothing('a');
  expect(count).toBe(1);
});
