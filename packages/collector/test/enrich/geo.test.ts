import { expect, test } from 'vitest';
import { checkedPlace, loadGeo } from '../../src/enrich/geo.ts';

const raw = { region: undefined, city: undefined };

test('a place is a country with the region’s full code', () => {
  expect(checkedPlace({ country: 'de', region: 'BE', city: 'Berlin (Bezirk Mitte)' })).toEqual({
    country: 'DE',
    region: 'DE-BE',
    city: 'Berlin',
  });
  expect(checkedPlace({ country: 'US', region: 'US-CA', city: '' })).toEqual({
    country: 'US',
    region: 'US-CA',
    city: null,
  });
  expect(checkedPlace({ country: 'IN', region: 'TG', city: undefined })).toMatchObject({ region: 'IN-TS' });
});

test.each(['XX', 'T1', 'A1', 'A2', 'AP', 'EU', 'ZZ', '', 'DEU', 'D', '<b>', undefined])(
  '%s is no country',
  (country) => {
    expect(checkedPlace({ ...raw, country })).toBeNull();
  },
);

test.each(['', '??', 'Berlin', undefined])('%s is no region', (region) => {
  expect(checkedPlace({ country: 'DE', region, city: undefined })).toMatchObject({ region: null });
});

test('switched off, nothing is looked up', async () => {
  expect((await loadGeo('off'))('8.8.8.0')).toBeNull();
});

test('geoip-lite knows public networks and no private ones', async () => {
  const lookUp = await loadGeo('geoip-lite');
  expect(lookUp('8.8.8.0')).toMatchObject({ country: 'US' });
  expect(lookUp('8.8.8.0')).toMatchObject({ country: 'US' });
  for (const address of ['10.0.0.0', '127.0.0.0', '192.168.1.0', 'fd00:0:0::', '2001:db8:0::'])
    expect(lookUp(address)).toBeNull();
});
