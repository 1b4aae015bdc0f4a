import { pageContext } from './lib/context.ts';
import { guard, isPage } from './lib/gate.ts';
import { page } from './page.ts';

/**
 * Says `page()` now, and again whenever a single-page application goes to another address. What differs only in parameters
 * that are not kept (or in the hash, unless it is kept) is the same address.
 *
 * @example
 * init({ writeKey, host });
 * autoPages();
 */
export function autoPages(): void {
  if (!isPage()) return;
  let seen: string | undefined;
  const look = () =>
    guard(() => {
      const url = pageContext().url;
      if (url === seen) return;
      seen = url;
      page();
    });
  // A moment later: applications set the title after the address.
  const lookSoon = () => setTimeout(look);
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (...state) {
      original.apply(this, state);
      lookSoon();
    };
  }
  addEventListener('popstate', lookSoon);
  look();
}
