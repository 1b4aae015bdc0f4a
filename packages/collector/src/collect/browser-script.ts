import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { HttpError } from './http-error.ts';
import { renewedCookie } from './renewed-cookie.ts';

/** Path of the browser SDK's bundle: of the installed package, or of this workspace's. */
export const BROWSER_BUNDLE: string = fileURLToPath(import.meta.resolve('@kith/browser/kith.js'));

/** Where the scripts are, and what else their answers say. */
export interface BrowserScriptOptions {
  /** Path of `kith.js`; `kith.auto.js` lies beside it. */
  readonly bundle?: string | undefined;
  /** Domain of the cookie to renew; see {@link renewedCookie}. None by default. */
  readonly cookieDomain?: string | null | undefined;
}

/**
 * `GET /kith.js` and `/kith.auto.js`: the browser SDK for the script tag, without and with its modules. Browsers keep it for an
 * hour and then ask whether it changed.
 */
export function browserScriptRoutes(
  app: FastifyInstance,
  { bundle = BROWSER_BUNDLE, cookieDomain = null }: BrowserScriptOptions,
): void {
  scriptRoute(app, '/kith.js', bundle, cookieDomain);
  scriptRoute(app, '/kith.auto.js', bundle.replace(/\.js$/, '.auto.js'), cookieDomain);
}

function scriptRoute(app: FastifyInstance, path: string, bundle: string, cookieDomain: string | null): void {
  let served: Script | undefined;
  app.get(path, (request, reply) => {
    served = readScript(bundle, served);
    const cookie = cookieDomain === null ? undefined : renewedCookie(request, cookieDomain);
    if (cookie) reply.header('Set-Cookie', cookie);
    reply
      // An answer which names a device must never be another one's.
      .header('Cache-Control', `${cookie ? 'private' : 'public'}, max-age=3600, stale-while-revalidate=86400`)
      .header('Cross-Origin-Resource-Policy', 'cross-origin')
      .header('ETag', served.etag)
      .header('Vary', 'Accept-Encoding');
    if (request.headers['if-none-match'] === served.etag) return reply.code(304).send();
    reply.type('text/javascript; charset=utf-8');
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(served.text);
    return reply.header('Content-Encoding', 'gzip').send(served.gzipped);
  });
}

interface Script {
  readonly modifiedAt: number;
  readonly etag: string;
  readonly text: Buffer;
  readonly gzipped: Buffer;
}

function readScript(path: string, served: Script | undefined): Script {
  const modifiedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (modifiedAt === undefined) throw new HttpError(404, 'not_built', 'the browser SDK is not built: run pnpm build');
  if (served?.modifiedAt === modifiedAt) return served;
  const text = readFileSync(path);
  return { modifiedAt, text, gzipped: gzipSync(text), etag: `"${hash('sha256', text, 'hex').slice(0, 32)}"` };
}
