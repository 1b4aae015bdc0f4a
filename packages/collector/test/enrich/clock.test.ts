import { parseTime, type Time } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import { eventTime } from '../../src/enrich/clock.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const MINUTE = 60_000;
const at = (ms: number, fraction = ''): Time => ({ ms, fraction });

/** The time of an event that happened one second before it was sent, by a clock that is `off` ms ahead, `latency` ms ago. */
function sent({ off = 0, latency = 0, isServer = false, fraction = '' }) {
  const sentAt = NOW - latency + off;
  return eventTime({ timestamp: at(sentAt - 1_000, fraction), sentAt: at(sentAt), receivedAt: NOW, isServer });
}

describe('a healthy clock', () => {
  test.each([0, 1, 299_999, 300_000])('is not touched by %s ms of latency', (latency) => {
    expect(sent({ latency })).toEqual({ t: NOW - latency - 1_000, fraction: '', clockFlag: null });
  });

  test('keeps every digit', () => {
    expect(sent({ fraction: '0048' }).fraction).toBe('0048');
  });

  test('keeps the time of an event that was sent a day late', () => {
    const timestamp = at(NOW - 24 * 60 * MINUTE);
    expect(eventTime({ timestamp, sentAt: at(NOW - 50), receivedAt: NOW, isServer: false })).toMatchObject({
      t: timestamp.ms,
      clockFlag: null,
    });
  });
});

describe('a wrong clock', () => {
  test.each([
    [2 * 60 * MINUTE, 2 * 60 * MINUTE],
    [-2 * 60 * MINUTE, -2 * 60 * MINUTE],
    [6 * MINUTE, 5 * MINUTE],
    [-6 * MINUTE, -5 * MINUTE],
    [8 * MINUTE, 10 * MINUTE],
    [-8 * MINUTE, -10 * MINUTE],
  ])('%s ms off is corrected by %s', (off, correction) => {
    const { t, clockFlag } = sent({ off });
    expect([t, clockFlag]).toEqual([NOW + off - 1_000 - correction, 'clock']);
  });

  test.each([0, 40, 60_000, 149_000])('is corrected by the same amount after %s ms of latency', (latency) => {
    const timestamp = at(NOW + 120 * MINUTE, '5');
    const sentAt = at(NOW + 120 * MINUTE + 1_000);
    const received = eventTime({ timestamp, sentAt, receivedAt: NOW + 1_000 + latency, isServer: false });
    expect(received).toEqual({ t: NOW, fraction: '5', clockFlag: 'clock' });
  });

  test('beyond the calendar is replaced by the moment of arrival', () => {
    const sentAt = parseTime('9999-12-31T23:59:59Z') as Time;
    expect(eventTime({ timestamp: at(0), sentAt, receivedAt: NOW, isServer: false })).toEqual({
      t: NOW,
      fraction: '',
      clockFlag: 'clock',
    });
  });
});

describe('a backend', () => {
  test('is never corrected', () => {
    expect(sent({ off: -120 * MINUTE, isServer: true })).toMatchObject({
      t: NOW - 120 * MINUTE - 1_000,
      clockFlag: null,
    });
  });

  test('may send history', () => {
    const timestamp = at(0);
    expect(eventTime({ timestamp, sentAt: null, receivedAt: NOW, isServer: true })).toMatchObject({
      t: 0,
      clockFlag: null,
    });
  });
});

describe('the future', () => {
  const future = (ms: number, isServer: boolean) =>
    eventTime({ timestamp: at(NOW + ms, '9'), sentAt: null, receivedAt: NOW, isServer });

  test.each([true, false])(
    'up to five minutes is kept, beyond it the event happened on arrival (server: %s)',
    (isServer) => {
      expect(future(5 * MINUTE, isServer)).toEqual({ t: NOW + 5 * MINUTE, fraction: '9', clockFlag: null });
      expect(future(5 * MINUTE + 1, isServer)).toEqual({ t: NOW, fraction: '', clockFlag: 'future' });
    },
  );

  test('after a correction is clamped too', () => {
    const times = {
      timestamp: at(NOW + 300 * MINUTE),
      sentAt: at(NOW + 60 * MINUTE),
      receivedAt: NOW,
      isServer: false,
    };
    expect(eventTime(times)).toEqual({ t: NOW, fraction: '', clockFlag: 'future' });
  });
});

test('without a timestamp an event happened on arrival', () => {
  expect(eventTime({ timestamp: null, sentAt: at(NOW - 9 * MINUTE), receivedAt: NOW, isServer: false })).toEqual({
    t: NOW,
    fraction: '',
    clockFlag: null,
  });
});
