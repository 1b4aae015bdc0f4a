import type { FastifyRequest } from 'fastify';

type Request = Pick<FastifyRequest, 'headers' | 'host' | 'protocol'>;

/** The token in the cookie of a login; undefined without one. */
export function sessionToken(request: Request, publicUrl: string | null): string | undefined {
  const name = cookieName(request, publicUrl);
  return new RegExp(`(?:^|;\\s*)${name}=([\\w-]{1,64})(?=;|$)`).exec(request.headers.cookie ?? '')?.[1];
}

/** The `Set-Cookie` that keeps a login. @param maxAgeMs 0 ends it. */
export function sessionCookie(request: Request, publicUrl: string | null, token: string, maxAgeMs: number): string {
  const attributes = ['Path=/', `Max-Age=${Math.floor(maxAgeMs / 1_000)}`, 'HttpOnly', 'SameSite=Strict'];
  if (isSecure(request, publicUrl)) attributes.push('Secure');
  return [`${cookieName(request, publicUrl)}=${token}`, ...attributes].join('; ');
}

/** Whether a request comes from a page of the collector's own, as far as browsers say: they all do where something is changed. */
export function isFromOwnPage({ headers, host }: Request, publicUrl: string | null): boolean {
  const { origin } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin';
  const from = URL.parse(origin);
  return from !== null && (from.host === host || from.host === (publicUrl && URL.parse(publicUrl)?.host));
}

// A neighbouring site cannot set a cookie with the prefix, but browsers take it with TLS only.
function cookieName(request: Request, publicUrl: string | null): string {
  return isSecure(request, publicUrl) ? '__Host-kith_session' : 'kith_session';
}

function isSecure({ protocol }: Request, publicUrl: string | null): boolean {
  return protocol === 'https' || publicUrl?.startsWith('https:') === true;
}
