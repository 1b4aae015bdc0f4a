import { isObject, type JsonObject } from '@kith/protocol';

/** What every address has that is to be cleaned. */
const NOT_CLEAN = /[?#@]/;

const CAMPAIGN_PARAMETER = /^(?:utm_\w+|ref)$/i;

/** What a site says is no secret in its addresses: options of our browser SDK, which sends them along. */
export interface KeptParts {
  readonly parameters: readonly unknown[];
  readonly hash: boolean;
}

const NOTHING: KeptParts = { parameters: [], hash: false };

/** The parts of addresses that a message asks to keep, in `context.kith`. */
export function keptParts({ kith }: JsonObject): KeptParts {
  if (!isObject(kith) || (kith.urlParameters === undefined && kith.keepHash !== true)) return NOTHING;
  return { parameters: Array.isArray(kith.urlParameters) ? kith.urlParameters : [], hash: kith.keepHash === true };
}

/**
 * An address as it is stored: without user and password, without hash, and with only those query parameters which name
 * a campaign (`utm_*`, `ref`) or which the site asks to keep: any other may be a secret. Text that is no absolute
 * address is cut at `?` and `#`.
 */
export function cleanUrl(text: string, kept: KeptParts = NOTHING): string {
  if (!NOT_CLEAN.test(text)) return text;
  const mark = text.indexOf('#');
  const [beforeHash, hash] = mark < 0 ? [text, ''] : [text.slice(0, mark), text.slice(mark)];
  const [address = '', ...query] = beforeHash.split('?');
  const clean = address.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/i, '$1');
  return clean + cleanSearch(query.join('?'), kept) + (kept.hash ? hash : '');
}

/** The part of a query string that may be stored, with its `?`, or an empty text. */
export function cleanSearch(query: string, { parameters }: KeptParts = NOTHING): string {
  const kept = query
    .replace(/^\?/, '')
    .split('&')
    .filter((parameter) => {
      const [name = ''] = parameter.split('=', 1);
      return CAMPAIGN_PARAMETER.test(name) || parameters.includes(name);
    });
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}
