import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpError } from './http-error.ts';
import { findKey, type Key } from './keys.ts';
import { requestKey } from './routes.ts';
import { logSparsely, SECRET_KEY_EXPOSED } from './sparse-log.ts';

/** What the settings documents need. */
export interface SettingsOptions {
  /** The keys in force. */
  readonly keys: () => readonly Key[];
  /** Address clients use, without a trailing slash; null takes the host each client used. */
  readonly publicUrl: string | null;
}

const CACHE = 'public, max-age=300';

/** The documents which Segment's and RudderStack's browser libraries fetch before they send anything. */
export function settingsRoutes(app: FastifyInstance, { keys, publicUrl }: SettingsOptions): void {
  for (const path of ['/v1/projects/:key/settings', '/v1/projects/:key/settings/']) {
    app.get<{ Params: { key: string } }>(path, (request, reply) => {
      const { key } = request.params;
      requirePublicKey(request, keys(), key);
      const { protocol, host } = ownAddress(request, publicUrl, app.prefix);
      // A second integration would make the library fetch code from its vendor; without sampleRate 0 it sends it metrics.
      const integrations = { 'Segment.io': { apiKey: key, apiHost: `${host}/v1`, protocol } };
      return reply.header('Cache-Control', CACHE).send({ integrations, metrics: { sampleRate: 0 } });
    });
  }
  for (const path of ['/sourceConfig', '/sourceConfig/']) {
    app.get(path, (request, reply) => {
      requirePublicKey(request, keys(), requestKey(request));
      return reply.header('Cache-Control', CACHE).send({ source: { id: 'kith', config: {}, destinations: [] } });
    });
  }
}

function requirePublicKey(request: FastifyRequest, keys: readonly Key[], text: string | null): void {
  const key = text === null ? undefined : findKey(keys, text);
  if (key?.kind === 'public') return;
  if (!key) throw new HttpError(401, 'unknown_key', 'this key is not known here');
  logSparsely(request, SECRET_KEY_EXPOSED);
  throw new HttpError(403, 'secret_key_in_browser', 'this is the secret key: use the public one in browsers and apps');
}

function ownAddress(
  request: FastifyRequest,
  publicUrl: string | null,
  prefix: string,
): { protocol: string; host: string } {
  if (publicUrl === null) return { protocol: request.protocol, host: request.host + prefix };
  const [protocol = 'https', host = ''] = publicUrl.split('://');
  return { protocol, host };
}
