import type { Message } from '@kith/protocol';
import { cleanUrl, keptParts } from './clean-url.ts';
import { memoised } from './memoised.ts';
import { objectOf, textOf } from './text.ts';

/** Where on the site a message was sent. Addresses are cleaned. */
export interface Page {
  readonly url: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly title: string | null;
  readonly referrer: string | null;
  readonly referrerHost: string | null;
  /** Query string as sent, for campaign parameters; never stored. */
  readonly search: string;
}

/** The page of a message: `context.page`, else the properties of a page call. RudderStack's referrer `$direct` is none. */
export function pageOf({ type, context, properties }: Pick<Message, 'type' | 'context' | 'properties'>): Page {
  const page = objectOf(context, 'page');
  const text = (key: string) => textOf(page, key) ?? (type === 'page' ? textOf(properties, key) : null);
  const kept = keptParts(context);
  const rawUrl = text('url');
  const url = rawUrl === null ? null : addressOf(rawUrl);
  const path = text('path');
  const sentReferrer = text('referrer');
  const referrer = sentReferrer === '$direct' ? null : sentReferrer;
  return {
    url: rawUrl && cleanUrl(rawUrl, kept),
    host: url?.host || null,
    path: path === null ? (url?.path ?? null) : cleanUrl(path, kept),
    title: text('title'),
    referrer: referrer && cleanUrl(referrer),
    referrerHost: (referrer && addressOf(referrer).host) || null,
    search: text('search') ?? url?.search ?? '',
  };
}

/** The parts of an absolute address; null for any other text. */
interface Address {
  readonly host: string | null;
  readonly path: string | null;
  readonly search: string | null;
}

const CACHED_ADDRESSES = 5_000;

const addressOf = memoised(CACHED_ADDRESSES, (text): Address => {
  const { host = null, pathname = null, search = null } = URL.parse(text) ?? {};
  return { host, path: pathname, search };
});
