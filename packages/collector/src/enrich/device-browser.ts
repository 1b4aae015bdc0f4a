import type { Attributes } from '@kith/fold';
import type { DeviceClues } from './device.ts';

type Browser = NonNullable<Attributes['browser']>;

/** Names of ua-parser-js and brands of Client Hints under the one name stored. */
const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Android WebView': 'Chrome WebView',
    'Chrome Headless': 'Headless Chrome',
    'Google Chrome': 'Chrome',
    GSA: 'Google App',
    HeadlessChrome: 'Headless Chrome',
    HuaweiBrowser: 'Huawei Browser',
    IEMobile: 'IE',
    'Microsoft Edge': 'Edge',
    'Microsoft Edge WebView2': 'Edge',
    'Mobile Chrome': 'Chrome',
    'Mobile Firefox': 'Firefox',
    'Mobile Safari': 'Safari',
    'Opera Coast': 'Opera',
    'Opera GX': 'Opera',
    'Opera Mobi': 'Opera',
    'Opera Mobile': 'Opera',
    'Opera Tablet': 'Opera',
    'Opera Touch': 'Opera',
    PaleMoon: 'Pale Moon',
    QQBrowser: 'QQ Browser',
    'Samsung Browser': 'Samsung Internet',
    UCBrowser: 'UC Browser',
    YaBrowser: 'Yandex',
    Yowser: 'Yandex',
  }),
);

/** Tokens of browsers which ua-parser-js takes for the engine they are made of. */
const TOKENS: readonly (readonly [name: string, token: RegExp])[] = [
  ['LG Browser', /\bLG Browser\/(\d+)/],
  ['DuckDuckGo', /\b(?:DuckDuckGo|Ddg)\/(\d+)/],
];

/**
 * Name and major version of the browser. A brand in the hints says more than the User-Agent, which claims to be Chrome;
 * the brand "Google Chrome" says nothing about one that names another browser built on it.
 */
export function browserOf({ userAgent, browser, os, hints }: DeviceClues): Browser | null {
  const parsed = browser.name && (NAMES.get(browser.name) ?? browser.name);
  const brand = hints.brands?.find(([name]) => isBrand(name));
  const branded = brand && (NAMES.get(brand[0]) ?? brand[0]);
  if (branded && branded !== parsed && (branded !== 'Chrome' || !parsed || parsed === 'Headless Chrome')) {
    return { browser_name: branded, browser_version: major(brand[1]) };
  }
  for (const [name, token] of TOKENS) {
    const version = token.exec(userAgent)?.[1];
    if (version) return { browser_name: name, browser_version: version };
  }
  const chrome = /\bChrome\/(\d+)/.exec(userAgent)?.[1];
  if (browser.name === 'Android Browser' && chrome) return { browser_name: 'Chrome WebView', browser_version: chrome };
  if (browser.name === 'WebKit' && os.name === 'iOS') {
    // Its only number is that of the engine's build.
    return { browser_name: 'iOS WebView', browser_version: null };
  }
  return parsed ? { browser_name: parsed, browser_version: major(browser.version) } : null;
}

// Beside their own brand browsers list their engine and a nonsense one ("Not)A;Brand") that keeps parsers honest.
function isBrand(name: string): boolean {
  return name !== 'Chromium' && !/^\W*not\W?a?\W?brand\W*$/i.test(name.replaceAll('_', ' '));
}

function major(version: string | undefined): string | null {
  return version?.split('.')[0] || null;
}
