import type { Page } from 'playwright-core';

/** What stands in the words for a view between its address and the button that was pressed there. */
export const PRESSED = ' main button';

/**
 * Goes wherever links lead, to one page of each kind and to all its tabs, presses one button of each kind on the way, and calls `look`
 * on what is seen, with words for it. Buttons inside of dialogs are left alone: they act.
 * @param paths where to begin; a page named here stands for all of its kind.
 */
export async function everyView(
  page: Page,
  address: string,
  paths: readonly string[],
  look: (view: string) => Promise<void>,
): Promise<string[]> {
  const waiting = [...paths];
  const known = new Set(paths.map(kindOf));
  const pressed = new Set<string>();
  const seen: string[] = [];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    await page.goto(address + path);
    await settled(page);
    seen.push(path);
    await look(path);
    for (const link of await linksOf(page)) {
      if (known.has(kindOf(link))) continue;
      known.add(kindOf(link));
      waiting.push(link);
    }
    for (const button of await buttonsOf(page, pressed)) {
      const view = `${path} ${button}`;
      await press(page, button);
      seen.push(view);
      await look(view);
      await leave(page, address + path);
    }
  }
  return seen;
}

/** Waits until everything on a page has been read. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    return main?.querySelector('h1, h2, p') && !document.querySelector('main .skeleton, dialog .skeleton');
  });
}

// The second part of an address is an id where pages are about one of many.
function kindOf(path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://any');
  return pathname.replace(/^\/(people|companies|surveys)\/[^/]+/, '/$1/:id') + [...searchParams.keys()].sort().join();
}

function linksOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]')]
      .filter((link) => link.origin === location.origin && !link.target && !link.hasAttribute('download'))
      .filter(({ hash }) => !hash)
      .map(({ pathname, search }) => pathname + search),
  );
}

// Selectors for one button of each kind: those of rows and of heads are alike, and so are those that lead to SQL or to reasons.
async function buttonsOf(page: Page, known: Set<string>): Promise<string[]> {
  const buttons = await page.evaluate(() =>
    [...document.querySelectorAll('main button')].map((button, index) => {
      const name = (button.getAttribute('aria-label') ?? button.textContent ?? '').replace(/:.*/s, '');
      const place = button.closest('td, th, li, dd, aside, nav, section');
      const isOffered = button.checkVisibility() || button.matches('[role=menuitem]');
      const isFree = isOffered && !button.matches(':disabled') && !button.closest('dialog');
      const kind = place ? `${place.localName} ${button.className}` : name;
      return { kind: `${location.pathname.split('/')[1]} ${kind}`, index, isFree };
    }),
  );
  const fresh = buttons.filter(({ kind, isFree }) => isFree && !known.has(kind) && known.add(kind));
  return fresh.map(({ index }) => `${PRESSED.trim()} >> nth=${index}`);
}

async function press(page: Page, button: string): Promise<void> {
  const found = page.locator(button);
  // What a menu offers is pressed without opening it.
  if (await found.isVisible()) await found.click({ timeout: 5_000 });
  else await found.evaluate((element) => (element as HTMLElement).click());
  await settled(page);
}

// A dialog is closed as people close it; what else a button did is left behind.
async function leave(page: Page, href: string): Promise<void> {
  const dialog = page.locator('dialog[open]');
  if (await dialog.count()) {
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
  if (page.url() === href) return;
  await page.goto(href);
  await settled(page);
}
