import { settings } from './settings.ts';
import { attempt } from './storage.ts';

// 365 days: browsers cut at 400, Safari at 7 for cookies that a script sets.
const MAX_AGE_S = 31_536_000;

/** The anonymous id in the first-party cookie, or nothing. */
export function readCookie(): string | undefined {
  // Of two, for this host and for a domain, the later one. Sandboxed frames throw.
  return attempt(() => document.cookie.match(`^(.*; )?${settings.name}_id=([^;]+)`)?.[2]);
}

/** Keeps the anonymous id in the cookie for a year from now; no time at all deletes it. */
export function writeCookie(anonymousId: string, maxAgeS: number = MAX_AGE_S): void {
  const { name, cookieDomain } = settings;
  attempt(() => {
    const domain = cookieDomain ? `;domain=${cookieDomain}` : '';
    const secure = location.protocol === 'https:' ? ';secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous; the next page may begin before it has written
    document.cookie = `${name}_id=${anonymousId};max-age=${maxAgeS};path=/;samesite=lax${domain}${secure}`;
  });
}
