import type { MessageContext } from '@kith/protocol';
import { cleanUrl } from './clean-url.ts';
import { VERSION } from './version.ts';

let seenHref: string | undefined;
let page: NonNullable<MessageContext['page']> = {};
let campaign: MessageContext['campaign'];

/** Where the person is now: the cleaned address, and the campaign in it. */
export function pageContext(): MessageContext {
  // Parsing the address anew for each message would be a third of the cost of track().
  const { href } = location;
  if (href !== seenHref) readAddress(href);
  return { page: { ...page, title: document.title }, ...(campaign && { campaign }) };
}

function readAddress(href: string): void {
  const url = cleanUrl(href);
  const referrer = cleanUrl(document.referrer);
  seenHref = href;
  page = {
    ...(url && { url: url.href, path: url.pathname, search: url.search }),
    // Of another site only its name: its addresses are not ours to keep.
    ...(referrer && { referrer: referrer.origin === url?.origin ? referrer.href : `${referrer.origin}/` }),
  };
  campaign = undefined;
  for (const [name, value] of url?.searchParams ?? []) {
    if (!name.startsWith('utm_')) continue;
    campaign ??= {};
    campaign[name === 'utm_campaign' ? 'name' : name.slice(4)] = value;
  }
}

/** What is the same for all messages of this browser; travels once a request. */
export function envelopeContext(): MessageContext {
  return {
    library: { name: '@kith/browser', version: VERSION },
    locale: navigator.language,
    screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    device: { maxTouchPoints: navigator.maxTouchPoints },
  };
}
