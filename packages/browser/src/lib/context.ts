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
  address = '';
}

type Page = NonNullable<MessageContext['page']>;

// Most messages are said where the one before was: cleaning its address anew would be a good part of what a call costs.
let address: string;
let place: Page;

/** Where the person is now: the clean address, which also tells path and campaign; the title; and of the page before only its site. */
export function pageContext(): Page {
  if (address !== document.URL) {
    address = document.URL;
    place = { url: cleanAddress(), referrer: document.referrer.match(SITE)?.[0] };
  }
  return { ...place, title: document.title };
}

/**
 * The address without what may identify or authorise someone: credentials, query parameters which name no campaign and
 * are not on the site's list, the hash (unless it is to be kept), e-mail addresses in the path.
 */
function cleanAddress(): string {
  const { protocol, host, pathname, search, hash } = location;
  const path = pathname.replace(EMAIL_IN_PATH, '[email]');
  const query = search
    .replace(PARAMETER, (parameter, name) =>
      CAMPAIGN_PARAMETER.test(name) || keptParts?.urlParameters?.includes(name) ? parameter : '',
    )
    .replace(/^&/, '?');
  return `${protocol}//${host}${path}${query}${keptParts?.keepHash ? hash : ''}`;
}

/** What modules add to {@link envelopeContext}. */
export const browserContext: MessageContext = {};

/** What is the same for all messages of this browser; travels once a request. */
export function envelopeContext(): MessageContext {
  const { language, maxTouchPoints } = navigator;
  const { width, height } = screen;
  return {
    ...browserContext,
    library: { name: '@kith/browser', version: VERSION },
    locale: language,
    screen: { width, height },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    device: { maxTouchPoints },
  };
}
