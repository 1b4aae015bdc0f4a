import { DEFAULT_RULES, type Event } from '@kith/fold';
import { expect, test } from 'vitest';
import { referenceFold } from '../../../fold/test/reference-fold.ts';
import { BASE_MS, event } from '../../../fold/test/worlds.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { enriched } from './enriched.ts';
import { temporaryFile } from './temporary-file.ts';
import { expectEqual, receive } from './world-file.ts';

// From 22:30 UTC on.
const click = (device: string, minutes: number, parts: Partial<Event> = {}) =>
  event({
    messageId: `${device} ${minutes}`,
    anonymousId: device,
    userId: 'ada',
    t: BASE_MS + minutes * 60_000,
    url: `https://shop.test/${minutes}`,
    ...parts,
  });
const inCity = (city: string) => ({ attributes: { geo: { country: 'NL', region: null, city } } });

test('what a visit changed by going on is there when the collector starts again', () => {
  const db = openDatabase(temporaryFile());
  const arriving = [
    click('phone', 0, inCity('Delft')),
    click('tv', 1),
    click('phone', 20, inCity('Breda')),
    event({ messageId: 'paid', userId: 'ada', isServer: true, t: BASE_MS + 21 * 60_000 }),
    click('phone', 45, { type: 'page', name: 'Shop' }),
    click('phone', 70, { attributes: { host: { host: 'shop.test' } } }),
    click('phone', 99, { attributes: { host: { host: 'shop.test' } } }),
    click('tv', 25),
    click('phone', 120, { ...inCity('Ghent'), userId: null }),
    click('phone', 121, { ...inCity('Delft'), userId: null }),
    // An earlier visit changes: what the person was last is read off the row of the latest.
    click('tv', 45),
  ];
  // The latest session of a person is looked for by the day of its end.
  const misplaced = db.prepare('SELECT * FROM session_rows WHERE end_day <> end_t / 86400000');
  for (const [index, one] of arriving.entries()) {
    // A store of its own each time, which knows only what the tables say.
    receive(db, [enriched(one)], DEFAULT_RULES, true);
    expectEqual(db, referenceFold(arriving.slice(0, index + 1).map(enriched)), one.messageId);
    expect(misplaced.all()).toEqual([]);
  }
  db.close();
});
