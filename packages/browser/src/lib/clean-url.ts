import { settings } from './settings.ts';

// Everything else in a query may be a secret: reset tokens, e-mail addresses, session ids.
const KEPT = /^(utm_\w+|ref|gclid|dclid|gbraid|wbraid|fbclid|msclkid|ttclid|twclid)$/;
const EMAIL_IN_PATH = /[^/]+(@|%40)[^/]+\.[^/]+/gi;

/**
 * A URL without what may identify or authorise someone: credentials, query parameters outside the allow-list, the hash
 * (unless `keepHash`), e-mail addresses in the path. Null for what is no http(s) URL.
 */
export function cleanUrl(address: string): URL | null {
  try {
    const url = new URL(address);
    if (!url.protocol.startsWith('http')) return null;
    for (const name of [...url.searchParams.keys()]) {
      if (!KEPT.test(name) && !settings.urlParameters?.includes(name)) url.searchParams.delete(name);
    }
    url.username = url.password = '';
    if (!settings.keepHash) url.hash = '';
    url.pathname = url.pathname.replace(EMAIL_IN_PATH, '[email]');
    return url;
  } catch {
    return null;
  }
}
