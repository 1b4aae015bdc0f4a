import { formatTime, isObject } from '@kith/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../../collect/http-error.ts';
import { isSameSecret, sha256 } from '../../collect/keys.ts';
import { limitAttempts } from '../../collect/rate-limit.ts';
import type { Grant } from '../../persist/grant-table.ts';
import { type AccessControl, type AccessOptions, FOREIGN } from './access-control.ts';
import type { AuditTrail } from './audit-trail.ts';
import { ADMIN_TOKEN } from './grant-change.ts';
import { SESSION_MS } from './login-sessions.ts';
import { isPassword } from './password.ts';
import { isFromOwnPage, sessionCookie, sessionToken } from './session-cookie.ts';

/** Options of {@link loginRoutes}. */
export interface LoginOptions extends AccessOptions {
  readonly access: AccessControl;
  readonly trail: AuditTrail;
  /** The public key that pages send with; null where it is not in force. */
  readonly writeKey: () => string | null;
  /** Told that somebody who is logged in has opened a page: questions follow. */
  readonly opened: () => void;
}

/** Attempts to log in from one network, a minute. */
const MAX_ATTEMPTS = 10;

/** Passwords that are checked at once: each takes memory and a core. */
const MAX_CHECKS = 2;

/**
 * `POST /api/login` with a name and a password, or with the admin token, sets the cookie of a login; `POST /api/logout` ends
 * it; `GET /api/me` says who asks, and the public key that pages send with.
 */
export async function loginRoutes(app: FastifyInstance, options: LoginOptions): Promise<void> {
  const { access, adminToken, grants, sessions, publicUrl, trail, writeKey, opened } = options;
  let checkCount = 0;

  async function check(body: unknown): Promise<Pick<Grant, 'name' | 'secretHash'>> {
    const { name, password, token } = isObject(body) ? body : {};
    if (typeof token === 'string') {
      if (isSameSecret(token, adminToken)) return { name: ADMIN_TOKEN, secretHash: sha256(adminToken) };
      throw REFUSED;
    }
    if (typeof name !== 'string' || typeof password !== 'string' || password.length > 1_024) throw UNREADABLE;
    if (checkCount >= MAX_CHECKS) throw BUSY;
    const grant = grants().find((given) => given.kind === 'user' && given.name === name);
    checkCount += 1;
    const isRight = await isPassword(password, grant?.secretHash).finally(() => {
      checkCount -= 1;
    });
    if (grant && isRight) return grant;
    if (grant) trail.note({ action: 'login_refused', actor: grant.name, path: '/api/login' });
    throw REFUSED;
  }

  function setCookie(reply: FastifyReply, request: FastifyRequest, token: string, maxAgeMs: number): void {
    reply.header('cache-control', 'no-store').header('set-cookie', sessionCookie(request, publicUrl, token, maxAgeMs));
  }

  await app.register(async (scope) => {
    await limitAttempts(scope, MAX_ATTEMPTS);
    scope.post('/api/login', async (request, reply) => {
      if (request.headers.origin !== undefined && !isFromOwnPage(request, publicUrl)) throw FOREIGN;
      const { name, secretHash } = await check(request.body);
      const { token, expiresAt } = sessions.begin({ name, secretHash });
      trail.note({ action: 'login', actor: name, path: '/api/login' });
      setCookie(reply, request, token, SESSION_MS);
      return { success: true, name, expires_at: formatTime(expiresAt) };
    });
  });

  app.post('/api/logout', async (request, reply) => {
    if (!isFromOwnPage(request, publicUrl)) throw FOREIGN;
    const caller = access.callerOf(request);
    const token = sessionToken(request, publicUrl);
    if (token !== undefined) sessions.end(token);
    if (caller && caller.expiresAt !== null) {
      trail.note({ action: 'logout', actor: caller.name, path: '/api/logout' });
    }
    setCookie(reply, request, '', 0);
    return { success: true };
  });

  app.get('/api/me', async (request, reply) => {
    const caller = access.callerOf(request);
    if (!caller) throw new HttpError(401, 'unauthorized', 'nobody is logged in');
    opened();
    const { name, scopes, expiresAt } = caller;
    reply.header('cache-control', 'no-store');
    return {
      ...{ name, scopes: [...scopes], expires_at: expiresAt === null ? null : formatTime(expiresAt) },
      write_key: writeKey(),
    };
  });
}

const REFUSED = new HttpError(401, 'login_refused', 'name and password do not belong together');
const UNREADABLE = new HttpError(400, 'bad_request', 'send {"name", "password"} or {"token"} as JSON');
const BUSY = new HttpError(429, 'too_many_requests', 'others are logging in: try again in a second');
