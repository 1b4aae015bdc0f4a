import { describe, expect, test } from 'vitest';
import { describeDevice } from '../../src/enrich/device.ts';
import { hintsOf } from '../../src/enrich/device-hints.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0';
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`;
const MAC = `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`;
const ANDROID = `Mozilla/5.0 (Linux; Android 10; K) ${CHROME} Mobile Safari/537.36`;
const MAC_SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const BRANDS = [
  { brand: 'Not)A;Brand', version: '24' },
  { brand: 'Chromium', version: '150' },
];

/** `type · system version · browser version` of a User-Agent and `context.userAgentData`. */
function device(userAgent: string, data?: Record<string, unknown>, maxTouchPoints?: number): string {
  const context = {
    ...(data && { userAgentData: data }),
    ...(maxTouchPoints !== undefined && { device: { maxTouchPoints } }),
  };
  const { attributes } = describeDevice(userAgent, hintsOf(context as Parameters<typeof hintsOf>[0], {}));
  const { device: kind, os, browser } = attributes;
  return `${kind?.device_type} · ${os?.os_name} ${os?.os_version} · ${browser?.browser_name} ${browser?.browser_version}`;
}

describe('a frozen version is no version', () => {
  test.each([
    [WINDOWS, 'desktop · Windows null · Chrome 150'],
    [MAC, 'desktop · macOS null · Chrome 150'],
    [MAC_SAFARI, 'desktop · macOS null · Safari 18'],
    [ANDROID, 'mobile · Android null · Chrome 150'],
    [
      'Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0',
      'desktop · Windows 7 · Firefox 115',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.1 Safari/605.1.15',
      'desktop · macOS 10.14 · Safari 14',
    ],
    [
      'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'desktop · Linux null · Firefox 140',
    ],
  ])('%s', (userAgent, expected) => {
    expect(device(userAgent)).toBe(expected);
  });
});

describe('hints know more', () => {
  test.each([
    ['15.0.0', '11'],
    ['13.0.0', '11'],
    ['10.0.0', '10'],
    ['1.0.0', '10'],
    ['0.3.0', '8.1'],
    ['0.1.0', '7'],
    ['', 'null'],
  ])('platform version %s is Windows %s', (platformVersion, version) => {
    expect(device(WINDOWS, { platform: 'Windows', platformVersion })).toBe(`desktop · Windows ${version} · Chrome 150`);
  });

  test('about macOS, Android and tablets', () => {
    expect(device(MAC, { platform: 'macOS', platformVersion: '26.1.0' })).toBe('desktop · macOS 26 · Chrome 150');
    expect(device(ANDROID, { platform: 'Android', platformVersion: '16.0.0', mobile: true })).toBe(
      'mobile · Android 16 · Chrome 150',
    );
    expect(device(ANDROID.replace(' Mobile', ''), { platform: 'Android', mobile: false })).toBe(
      'tablet · Android null · Chrome 150',
    );
  });

  test.each([
    ['Google Chrome', 'Chrome 150'],
    ['Microsoft Edge', 'Edge 150'],
    ['Brave', 'Brave 150'],
    ['Opera', 'Opera 150'],
  ])('the brand %s is %s', (brand, expected) => {
    expect(device(WINDOWS, { brands: [...BRANDS, { brand, version: '150' }] })).toBe(
      `desktop · Windows null · ${expected}`,
    );
  });

  test('nonsense brands are nobody’s', () => {
    for (const brand of ['Not)A;Brand', 'Not_A Brand', ' Not A;Brand', 'Not/A)Brand', 'Chromium']) {
      expect(device(WINDOWS, { brands: [{ brand, version: '8' }] })).toContain('Chrome 150');
    }
  });

  test('in request headers as in the message, which wins', () => {
    const headers = {
      'sec-ch-ua-platform': '"Windows"',
      'sec-ch-ua-platform-version': '"15.0.0"',
      'sec-ch-ua': '"Chromium";v="150", "Brave";v="150"',
      'sec-ch-ua-mobile': '?0',
    };
    expect(describeDevice(WINDOWS, hintsOf({}, headers)).attributes).toMatchObject({
      os: { os_version: '11' },
      browser: { browser_name: 'Brave' },
    });
    const own = { userAgentData: { platform: 'Windows', platformVersion: '10.0.0' } };
    expect(describeDevice(WINDOWS, hintsOf(own, headers)).attributes).toMatchObject({
      os: { os_version: '10' },
      browser: { browser_name: 'Chrome' },
    });
  });

  test('and malformed ones harm nobody', () => {
    for (const data of [
      7,
      [],
      { brands: 'x', platform: 7 },
      { brands: [null, { brand: 1 }], mobile: 'yes' },
      { brands: [{}], platformVersion: 'x'.repeat(1_000) },
    ]) {
      expect(
        describeDevice(WINDOWS, hintsOf({ userAgentData: data } as never, {})).attributes.browser?.browser_name,
      ).toBe('Chrome');
    }
  });
});

describe('Apple', () => {
  const iphone = (os: string, version: string) =>
    `Mozilla/5.0 (iPhone; CPU iPhone OS ${os} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Mobile/15E148 Safari/604.1`;

  test.each([
    ['18_7', '26.1', '26'],
    ['18_6', '27.0', '27'],
    ['18_6', '18.6', '18'],
    ['17_5', '17.5', '17'],
  ])('iPhone OS %s with Safari %s is iOS %s', (os, safari, expected) => {
    expect(device(iphone(os, safari))).toBe(`mobile · iOS ${expected} · Safari ${safari.split('.')[0]}`);
  });

  test('a Mac with a touch screen is an iPad', () => {
    expect(device(MAC_SAFARI, undefined, 5)).toBe('tablet · iOS 18 · Safari 18');
    expect(device(MAC_SAFARI, undefined, 0)).toBe('desktop · macOS null · Safari 18');
  });
});

describe('browsers in disguise', () => {
  test.each([
    [
      `Mozilla/5.0 (Linux; Android 13; SM-A536B Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0.6099.43 Mobile Safari/537.36`,
      'mobile · Android 13 · Chrome WebView 120',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
      'mobile · iOS 17 · iOS WebView null',
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/150.0.0.0 Safari/537.36`,
      'desktop · Linux null · Headless Chrome 150',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
      'mobile · Android 14 · Samsung Internet 25',
    ],
    [
      'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager',
      'smarttv · webOS null · Chrome 94',
    ],
  ])('%s', (userAgent, expected) => {
    expect(device(userAgent)).toBe(expected);
  });
});

test('a bot is flagged and keeps its device', () => {
  const bot =
    'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  expect(describeDevice(bot, {}).isBot).toBe(true);
  expect(device(bot)).toContain('mobile · Android 6');
  expect(describeDevice(WINDOWS, {}).isBot).toBe(false);
});

test.each(['__proto__', 'constructor', 'toString'])(
  'a platform, brand or version called %s is a name like any other',
  (name) => {
    const brands = [{ brand: name, version: name }];
    const columns = (data: object) =>
      Object.values(describeDevice(WINDOWS, hintsOf({ userAgentData: data as never }, {})).attributes);
    for (const data of [
      { platform: name, brands },
      { platform: 'Windows', platformVersion: `0.${name}`, brands },
    ]) {
      for (const value of columns(data).flatMap((group) => Object.values(group ?? {}))) {
        expect(['string', 'object']).toContain(typeof value);
        expect(value === null || typeof value === 'string').toBe(true);
      }
    }
  },
);

test('without a User-Agent nothing is known', () => {
  for (const nothing of [null, ''])
    expect(describeDevice(nothing, { platform: 'Windows' })).toEqual({ isBot: false, attributes: {} });
});

test('a long or hostile User-Agent is cut before it is read', () => {
  for (const text of [
    '('.repeat(100_000),
    `${WINDOWS}${'Chrome/'.repeat(50_000)}`,
    '\u{1f600}'.repeat(10_000),
    '__proto__',
  ]) {
    expect(() => describeDevice(text, {})).not.toThrow();
  }
  expect(device(WINDOWS + 'x'.repeat(100_000))).toContain('Chrome 150');
});
