import { describe, expect, test } from 'vitest';
import { streamOf } from '../src/event.ts';
import { compareCopies, comparePositions, type Position, positionOf } from '../src/order.ts';
import { event } from './worlds.ts';

describe('positions', () => {
  const ASCENDING: readonly Position[] = [
    [-1, '9', 9, 'z', 'u:z'],
    [0, '', 0, 'a', 'a:d'],
    [0, '', 0, 'a', 'u:d'],
    [0, '', 0, 'b', 'a:d'],
    [0, '', 0, 'ﬁ', 'a:d'],
    [0, '', 0, '😀', 'a:d'],
    [0, '', 2, 'a', 'a:d'],
    [0, '', 10, 'a', 'a:d'],
    [0, '0048', 0, 'a', 'a:d'],
    [0, '1', 0, 'a', 'a:d'],
    [0, '12', 0, 'a', 'a:d'],
    [0, '2', 0, 'a', 'a:d'],
    [1, '', 0, 'a', 'a:d'],
    [10, '', 0, 'a', 'a:d'],
  ];

  test('order by time with all its digits, sequence, message id as UTF-8 bytes, stream', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) {
        expect(Math.sign(comparePositions(a, b)), `${a} and ${b}`).toBe(Math.sign(i - j));
      }
    }
  });

  test('are read off the event', () => {
    const parts = { messageId: 'm', anonymousId: 'd', userId: 'ada', t: 5, fraction: '07', sequence: 3 };
    expect(positionOf(event(parts))).toEqual([5, '07', 3, 'm', 'a:d']);
  });
});

describe('the stream', () => {
  test('is the device, else the user', () => {
    expect(streamOf({ anonymousId: 'd', userId: 'ada' })).toBe('a:d');
    expect(streamOf({ anonymousId: 'd', userId: null })).toBe('a:d');
    expect(streamOf({ anonymousId: null, userId: 'ada' })).toBe('u:ada');
  });
});

describe('copies', () => {
  const ASCENDING = [
    { trust: 2, sentAt: null, contentHash: 'z', receivedAt: 9 },
    { trust: 1, sentAt: 9, contentHash: 'z', receivedAt: 9 },
    { trust: 0, sentAt: 1, contentHash: 'z', receivedAt: 9 },
    { trust: 0, sentAt: 2, contentHash: 'a', receivedAt: 9 },
    { trust: 0, sentAt: 2, contentHash: 'b', receivedAt: 8 },
    { trust: 0, sentAt: 2, contentHash: 'b', receivedAt: 9 },
    { trust: 0, sentAt: null, contentHash: 'a', receivedAt: 1 },
    { trust: 0, sentAt: null, contentHash: 'b', receivedAt: 0 },
  ] as const;

  test('are chosen by trust, earliest sentAt, content, receipt', () => {
    for (const [i, a] of ASCENDING.entries()) {
      for (const [j, b] of ASCENDING.entries()) {
        expect(Math.sign(compareCopies(a, b)), `${i} and ${j}`).toBe(Math.sign(i - j));
      }
    }
  });
});
