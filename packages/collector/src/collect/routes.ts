import { MESSAGE_TYPES, type MessageType } from '@kith/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { truncateAddress } from './address.ts';
import { keyOfRequest } from './credentials.ts';
import { HttpError, sendError } from './http-error.ts';
import type { IngestAnswer, IngestRequest, Writer } from './ingest.ts';
import { findKey, type Key } from './keys.ts';
import { type PlaceHeaders, placeInHeaders } from './place-headers.ts';
import { logSparsely, SECRET_KEY_EXPOSED } from './sparse-log.ts';

/** What the ingestion routes need. */
export interface CollectOptions {
  readonly writer: Writer;
  /** The keys in force. */
  readonly keys: () => readonly Key[];
  /** Web origins that may send; null allows every one. */
  readonly origins: readonly string[] | null;
  /** Headers in which a trusted proxy names the visitor's place; null where there are none. */
  readonly placeHeaders: PlaceHeaders | null;
  /** ms since 1970; the server's clock, injectable. */
  readonly now: () => number;
}

const BATCH_PATHS = ['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch'];
const SHORT_TYPES: Readonly<Record<string, MessageType>> = {
  a: 'alias',
  g: 'group',
  i: 'identify',
  p: 'page',
  s: 'screen',
  t: 'track',
};

/**
 * All paths on which clients send messages: Segment's (long, short, batch, import), RudderStack's beacon and Jitsu's,
 * each with and without a trailing slash.
 */
export function collectRoutes(app: FastifyInstance, options: CollectOptions): void {
  const post = (path: string, type: IngestRequest['type']) => {
    for (const variant of [path, `${path}/`]) {
      app.post(variant, (request, reply) => collect(request, reply, type, options));
    }
  };
  for (const path of BATCH_PATHS) post(path, 'batch');
  for (const type of MESSAGE_TYPES) post(`/v1/${type}`, type as MessageType);
  for (const [short, type] of Object.entries(SHORT_TYPES)) post(`/v1/${short}`, type);
  for (const path of ['/api/s/:type', '/api/s/s2s/:type']) {
    for (const variant of [path, `${path}/`]) {
      app.post<{ Params: { type: string } }>(variant, (request, reply) => {
        const { type } = request.params;
        return collect(request, reply, MESSAGE_TYPES.has(type) ? (type as MessageType) : 'batch', options);
      });
    }
  }
  for (const path of ['/v1/m', '/v1/m/']) app.post(path, dropTelemetry);
}

async function collect(
  request: FastifyRequest,
  reply: FastifyReply,
  type: IngestRequest['type'],
  { writer, keys, origins, placeHeaders, now }: CollectOptions,
): Promise<FastifyReply> {
  const receivedAt = now();
  const { headers } = request;
  const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (origins && headers.origin !== undefined && !origins.includes(headers.origin)) {
    throw new HttpError(403, 'origin_not_allowed', 'this web origin may not send: add it to KITH_ORIGINS');
  }
  const key = requestKey(request);
  if (key !== null && !findKey(keys(), key)) throw new HttpError(401, 'unknown_key', 'this key is not known here');
  if (typeof request.body !== 'string' || request.body === '') {
    throw new HttpError(400, 'empty_body', 'the request has no body');
  }
  const answer = await writer.submit({
    body: request.body,
    type,
    key,
    receivedAt,
    ...((request.query as Record<string, unknown>).wait === 'profile' && { waitsForProfile: true }),
    isBrowser,
    ip: truncateAddress(request.ip),
    place: placeHeaders && isProxied(request) ? placeInHeaders(headers, placeHeaders) : null,
    userAgent: headers['user-agent'] ?? null,
    clientHints: clientHints(headers),
  });
  if (answer.status === 403) {
    logSparsely(request, SECRET_KEY_EXPOSED);
  }
  return sendAnswer(reply, answer);
}

// Fastify lists the addresses behind a peer only where that is a trusted proxy.
function isProxied(request: FastifyRequest): boolean {
  return (request.ips?.length ?? 0) > 1;
}

/** The key which the headers or the query of a request name, null when it must be in the body. */
export function requestKey(request: FastifyRequest): string | null {
  const header = request.headers['x-write-key'];
  return keyOfRequest({
    authorization: request.headers.authorization,
    writeKeyHeader: typeof header === 'string' ? header : undefined,
    writeKeyQuery: (request.query as Record<string, unknown>).writeKey,
  });
}

// Success is exactly 200 with a JSON object: PHP sends again for ever on 202 or 204, Ruby on an empty body.
function sendAnswer(reply: FastifyReply, answer: IngestAnswer): FastifyReply {
  if (answer.status === 200) {
    const { status: _, erased, expired, isProjected, ...rest } = answer;
    return reply.send({
      success: true,
      ...rest,
      ...(erased && { erased }),
      ...(expired && { expired }),
      ...(isProjected !== undefined && { projected: isProjected }),
    });
  }
  if (answer.retryAfter !== undefined) reply.header('Retry-After', String(Math.max(1, Math.ceil(answer.retryAfter))));
  return sendError(reply, { statusCode: answer.status, code: answer.code, message: answer.message });
}

function dropTelemetry(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.send({ success: true });
}

function clientHints(headers: FastifyRequest['headers']): Record<string, string> {
  const hints: Record<string, string> = {};
  for (const name in headers) {
    const value = name.startsWith('sec-ch-ua') ? headers[name] : undefined;
    if (typeof value === 'string' && value.length <= MAX_HINT_LENGTH) hints[name] = value;
  }
  return hints;
}

const MAX_HINT_LENGTH = 512;
