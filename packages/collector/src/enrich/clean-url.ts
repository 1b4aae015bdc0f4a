const KEPT_PARAMETER = /^(?:utm_\w+|ref)$/i;

/**
 * An address as it is stored: without user and password, without hash, and with only those query parameters which name
 * a campaign (`utm_*`, `ref`): any other may be a secret. Text that is no absolute address is cut at `?` and `#`.
 */
export function cleanUrl(text: string): string {
  const [address = '', query] = splitQuery(text);
  const kept = query === undefined ? '' : cleanSearch(query);
  return address.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/i, '$1') + kept;
}

/** The part of a query string that may be stored, with its `?`, or an empty text. */
export function cleanSearch(query: string): string {
  const kept = query
    .replace(/^\?/, '')
    .split('&')
    .filter((parameter) => KEPT_PARAMETER.test(parameter.split('=', 1)[0] ?? ''));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

function splitQuery(text: string): [address: string, query: string | undefined] {
  const address = text.split('#', 1)[0] ?? '';
  const mark = address.indexOf('?');
  return mark < 0 ? [address, undefined] : [address.slice(0, mark), address.slice(mark)];
}
