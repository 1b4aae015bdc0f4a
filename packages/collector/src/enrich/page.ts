import type { Message } from '@kith/protocol';
import { cleanUrl, keptParts } from './clean-url.ts';
import { objectOf, textOf } from './text.ts';

/** Where on the site a message was sent. Addresses are cleaned. */
export interface Page {
  readonly url: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly title: string | null;
  readonly referrer: string | null;
  /** Query string as sent, for campaign parameters; never stored. */
  readonly search: string;
}

/** The page of a message: `context.page`, else the properties of a page call. RudderStack's referrer `$direct` is none. */
export function pageOf({ type, context, properties }: Pick<Message, 'type' | 'context' | 'properties'>): Page {
  const page = objectOf(context, 'page');
  const text = (key: string) => textOf(page, key) ?? (type === 'page' ? textOf(properties, key) : null);
  const kept = keptParts(context);
  const rawUrl = text('url');
  const url = rawUrl === null ? null : URL.parse(rawUrl);
  const path = text('path');
  const referrer = text('referrer');
  return {
    url: rawUrl && cleanUrl(rawUrl, kept),
    host: url?.host || null,
    path: path === null ? (url?.pathname ?? null) : cleanUrl(path, kept),
    title: text('title'),
    referrer: referrer === null || referrer === '$direct' ? null : cleanUrl(referrer),
    search: text('search') ?? url?.search ?? '',
  };
}
