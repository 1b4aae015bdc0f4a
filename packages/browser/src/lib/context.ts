import type { MessageContext } from '@kith/protocol';
import { VERSION } from './version.ts';

// Everything else in a query may be a secret: reset tokens, e-mail addresses, session ids.
const CAMPAIGN_PARAMETER = /^(utm_\w+|ref|\w*clk?id|[gw]braid|li_fat_id|rdt_cid|sccid|epik)$/i;
const PARAMETER = /[?&]([^=&]*)[^&]*/g;
const EMAIL_IN_PATH = /[^/]+(@|%40)[^/]+\.[^/]+/gi;

// Of an address its beginning, `https://search.example/`.
const SITE = /.*?\/\/.*?\//;

/** Which parts of addresses the site declares no secret, as the collector wants to know it too. */
export let keptParts: Pick<NonNullable<MessageContext['kith']>, 'keepHash' | 'urlParameters'> | undefined;

/** Declares parts of addresses no secret. */
export function keepParts(parts: typeof keptParts): void {
  keptParts = parts;
}

/**
 * Where the person is now: the address, which also tells path and campaign, and of the page before only its site.
 * Of the address goes what may identify or authorise someone: credentials, query parameters which name no campaign and
 * are not on the site's list, the hash (unless it is to be kept), e-mail addresses in the path.
 */
export function pageContext(): NonNullable<MessageContext['page']> {
  const { protocol, host, pathname, search, hash } = location;
  const path = pathname.replace(EMAIL_IN_PATH, '[email]');
  const query = search
    .replace(PARAMETER, (parameter, name) =>
      CAMPAIGN_PARAMETER.test(name) || keptParts?.urlParameters?.includes(name) ? parameter : '',
    )
    .replace(/^&/, '?');
  return {
    url: `${protocol}//${host}${path}${query}${keptParts?.keepHash ? hash : ''}`,
    referrer: document.referrer.match(SITE)?.[0],
    title: document.title,
  };
}

/** What modules add to {@link envelopeContext}. */
export const browserContext: MessageContext = {};

/** What is the same for all messages of this browser; travels once a request. */
export function envelopeContext(): MessageContext {
  const { width, height } = screen;
  const { language, maxTouchPoints } = navigator;
  return {
    ...browserContext,
    library: { name: '@kith/browser', version: VERSION },
    locale: language,
    screen: { width, height },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    device: { maxTouchPoints },
  };
}
