import type { MessageContext } from '@kith/protocol';
import { settings } from './settings.ts';
import { VERSION } from './version.ts';

// Everything else in a query may be a secret: reset tokens, e-mail addresses, session ids.
const CAMPAIGN_PARAMETER = /^(utm_\w+|ref|\w*clk?id|[gw]braid|li_fat_id|rdt_cid|sccid|epik)$/i;
const PARAMETER = /[?&]([^=&]*)[^&]*/g;
const EMAIL_IN_PATH = /[^/]+(@|%40)[^/]+\.[^/]+/gi;

// Of an address its beginning, `https://search.example/`.
const SITE = /^[^/]*\/\/[^/]*\//;

let seenHref: string | undefined;
let seenSettings: typeof settings;
let url: string;

/** Where the person is now: the address, which also tells path and campaign, and of the page before only its site. */
export function pageContext(): NonNullable<MessageContext['page']> {
  // Taking the address apart anew for each message would be a fifth of the cost of track().
  const { href } = location;
  if (href !== seenHref || settings !== seenSettings) {
    seenHref = href;
    seenSettings = settings;
    url = cleanAddress();
  }
  return { url, referrer: SITE.exec(document.referrer)?.[0], title: document.title };
}

/**
 * The address of the page without what may identify or authorise someone: credentials, query parameters which name no campaign
 * and are not on the site's list, the hash (unless `keepHash`), e-mail addresses in the path.
 */
function cleanAddress(): string {
  const { protocol, host, pathname, search, hash } = location;
  const query = search
    .replace(PARAMETER, (parameter, name) =>
      CAMPAIGN_PARAMETER.test(name) || settings.urlParameters?.includes(name) ? parameter : '',
    )
    .replace(/^&/, '?');
  return `${protocol}//${host}${pathname.replace(EMAIL_IN_PATH, '[email]')}${query}${settings.keepHash ? hash : ''}`;
}

/** What modules add to {@link envelopeContext}. */
export const browserContext: MessageContext = {};

/** What is the same for all messages of this browser; travels once a request. */
export function envelopeContext(): MessageContext {
  return {
    ...browserContext,
    library: { name: '@kith/browser', version: VERSION },
    locale: navigator.language,
    screen: { width: screen.width, height: screen.height },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    device: { maxTouchPoints: navigator.maxTouchPoints },
  };
}
