import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

/** How a suite that needs a browser is reported where there is none. */
export const CHROMIUM_IS_MISSING = 'not run: Chromium is missing';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser: Browser | undefined;

/** Path of the browser the tests drive: KITH_CHROMIUM, else where Debian puts it. Undefined where it cannot be run. */
export function chromiumPath(): string | undefined {
  const path = process.env.KITH_CHROMIUM || '/usr/bin/chromium';
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

/**
 * A suite that needs a real Chromium. Where there is none its tests are skipped, with the reason in their name; with
 * KITH_REQUIRE_ALL=1 that is a failure.
 */
export function describeInChromium(name: string, tests: () => void): void {
  const executablePath = chromiumPath();
  if (executablePath) {
    describe(name, () => {
      beforeAll(async () => {
        // As for a person: a page that is left stays in the back/forward cache.
        const ignoreDefaultArgs = ['--disable-back-forward-cache'];
        browser = await chromium.launch({ executablePath, args: FLAGS, ignoreDefaultArgs });
      });
      afterAll(() => browser?.close());
      tests();
    });
  } else if (process.env.KITH_REQUIRE_ALL === '1') {
    it(name, () => expect.fail(`${CHROMIUM_IS_MISSING}: install it, or name its path in KITH_CHROMIUM`));
  } else {
    describe.skip(`${name} (${CHROMIUM_IS_MISSING})`, tests);
  }
}

/** A person's browser: cookies and storage of its own. An error on one of its pages fails the test. */
export async function openBrowser(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  if (!browser) throw new Error('open browsers inside of describeInChromium');
  const context = await browser.newContext({ userAgent: desktopUserAgent(browser.version()), ...options });
  const errors: unknown[] = [];
  context.on('weberror', (error) => errors.push(error.error()));
  onTestFinished(async () => {
    await context.close();
    expect(errors).toEqual([]);
  });
  return context;
}

// Without a window Chromium calls itself headless, which counts as a bot.
function desktopUserAgent(version: string): string {
  const [major] = version.split('.');
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}
