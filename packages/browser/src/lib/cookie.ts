import { settings } from './settings.ts';

// 365 days: browsers cut at 400, Safari at 7 for cookies that a script sets.
const MAX_AGE_S = 31_536_000;

/** The anonymous id in the first-party cookie, or undefined. */
export function readCookie(): string | undefined {
  try {
    const start = `${cookieName()}=`;
    const pair = document.cookie.split('; ').find((part) => part.startsWith(start));
    return pair?.slice(start.length) || undefined;
  } catch {
    return undefined; // sandboxed frames throw
  }
}

/** Keeps the anonymous id in the cookie for a year from now; `''` deletes it. */
export function writeCookie(anonymousId: string): void {
  try {
    const domain = settings.cookieDomain ? `;domain=${settings.cookieDomain}` : '';
    const secure = location.protocol === 'https:' ? ';secure' : '';
    const age = anonymousId ? MAX_AGE_S : 0;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous; the next page may begin before it has written
    document.cookie = `${cookieName()}=${anonymousId};path=/;max-age=${age};samesite=lax${domain}${secure}`;
  } catch {}
}

function cookieName(): string {
  return `${settings.name ?? 'kith'}_id`;
}
