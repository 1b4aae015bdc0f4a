import type { FastifyRequest } from 'fastify';

// 365 days, as the SDK itself sets it.
const MAX_AGE_S = 31_536_000;

/**
 * The `Set-Cookie` which makes the anonymous id that a browser brings last: Safari keeps a cookie set by a script for seven
 * days, and one set by a server of the same site for as long as it says.
 *
 * @param domain the SDK's `cookieDomain`, or `host` where it has none.
 * @returns undefined for a browser which brings no id (yet).
 */
export function renewedCookie(
  { headers, protocol }: Pick<FastifyRequest, 'headers' | 'protocol'>,
  domain: string,
): string | undefined {
  // Of two, for the host and for a domain, the later one, as the SDK reads them.
  const [, id] = /^(?:.*;\s*)?kith_id=([\w-]{1,64})(?=;|$)/.exec(headers.cookie ?? '') ?? [];
  if (id === undefined) return undefined;
  const attributes = ['Path=/', `Max-Age=${MAX_AGE_S}`, 'SameSite=Lax'];
  if (domain !== 'host') attributes.push(`Domain=${domain}`);
  if (protocol === 'https') attributes.push('Secure');
  return [`kith_id=${id}`, ...attributes].join('; ');
}
