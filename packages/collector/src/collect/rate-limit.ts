import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPublicAddress, truncateAddress } from './address.ts';
import { HttpError } from './http-error.ts';
import { findKey, type Key } from './keys.ts';
import { requestKey } from './routes.ts';

/** How many requests a minute are taken. */
export interface RateLimits {
  /** From one network (/24 or /48) of the public internet, unless they come with a secret key. */
  readonly perAddress: number;
  /** With one key; those which name it in their body count as one. */
  readonly perKey: number;
}

/** Networks that are counted at once; when there are more, the one heard of least recently is forgotten. About 1 MB. */
const MAX_COUNTED = 5_000;

/**
 * Refuses requests of a Fastify scope beyond the limits before their bodies are read: 429 with Retry-After in whole seconds.
 * Addresses that are not public are those of proxies and machines of one's own, so nobody is counted by them.
 */
export async function limitRates(app: FastifyInstance, limits: RateLimits, keys: () => readonly Key[]): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: '1 minute', cache: MAX_COUNTED });
  const countAddress = app.createRateLimit({
    max: limits.perAddress,
    keyGenerator: (request) => truncateAddress(request.ip) ?? '',
  });
  const countKey = app.createRateLimit({ max: limits.perKey, keyGenerator: (request) => keyIn(request)?.digest ?? '' });
  const keyIn = (request: FastifyRequest): Key | undefined => {
    const text = requestKey(request);
    return text === null ? undefined : findKey(keys(), text);
  };
  app.addHook('onRequest', async (request, reply) => {
    const address = truncateAddress(request.ip);
    if (address !== null && isPublicAddress(address) && keyIn(request)?.kind !== 'secret') {
      refuseExceeded(await countAddress(request), reply);
    }
    refuseExceeded(await countKey(request), reply);
  });
}

/** Refuses what a network tries more often in a minute, from whatever address, in a Fastify scope. */
export async function limitAttempts(app: FastifyInstance, max: number): Promise<void> {
  await app.register(rateLimit, { global: false, timeWindow: '1 minute', cache: MAX_COUNTED });
  const count = app.createRateLimit({ max, keyGenerator: (request) => truncateAddress(request.ip) ?? '' });
  app.addHook('onRequest', async (request, reply) => refuseExceeded(await count(request), reply));
}

type Count = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;

function refuseExceeded(count: Count, reply: FastifyReply): void {
  if (count.isAllowed || !count.isExceeded) return;
  reply.header('Retry-After', String(Math.max(1, count.ttlInSeconds)));
  throw new HttpError(429, 'too_many_requests', 'too many requests a minute: send them again later, in larger batches');
}
