import type { FastifyRequest } from 'fastify';
import { HttpError } from '../../collect/http-error.ts';
import { isSameSecret, sha256 } from '../../collect/keys.ts';
import type { Grant } from '../../persist/grant-table.ts';
import { ADMIN_TOKEN } from './grant-change.ts';
import type { LoginSessions } from './login-sessions.ts';
import { allows, type Scope } from './scope.ts';
import { isFromOwnPage, sessionToken } from './session-cookie.ts';

/** Who asks. */
export interface Caller {
  /** Of a user or a key, or `admin-token`. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
  /** When the login ends, in ms since 1970; null for whoever sends a token or a key. */
  readonly expiresAt: number | null;
}

/** Knows who asks, and what they may. */
export interface AccessControl {
  readonly callerOf: (request: FastifyRequest) => Caller | undefined;
  /**
   * Lets only those pass who may do what needs the scope.
   * @throws HttpError 401 for nobody, 403 for somebody who may not, or whose browser was sent here by another site.
   */
  readonly require: (request: FastifyRequest, scope: Scope) => Caller;
}

/** Options of {@link accessControl}. */
export interface AccessOptions {
  readonly adminToken: string;
  readonly grants: () => readonly Grant[];
  readonly sessions: LoginSessions;
  readonly publicUrl: string | null;
}

/**
 * Access by `Authorization: Bearer` with the admin token or a read key, or by the cookie of a login. What was revoked does not
 * open anything any more, cookies of earlier included.
 */
export function accessControl({ adminToken, grants, sessions, publicUrl }: AccessOptions): AccessControl {
  function callerOf(request: FastifyRequest): Caller | undefined {
    const { authorization } = request.headers;
    if (authorization !== undefined) return ofBearer(authorization);
    const session = sessions.find(sessionToken(request, publicUrl) ?? '');
    if (!session) return undefined;
    const { name, expiresAt } = session;
    if (name === ADMIN_TOKEN) return { name, scopes: ALL, expiresAt };
    const grant = grants().find((given) => given.name === name && given.secretHash === session.secretHash);
    return grant && { name, scopes: new Set(grant.scopes), expiresAt };
  }

  function ofBearer(authorization: string): Caller | undefined {
    const [scheme, token = ''] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer') return undefined;
    if (isSameSecret(token, adminToken)) return { name: ADMIN_TOKEN, scopes: ALL, expiresAt: null };
    const digest = sha256(token);
    const grant = grants().find(({ kind, secretHash }) => kind === 'key' && secretHash === digest);
    return grant && { name: grant.name, scopes: new Set(grant.scopes), expiresAt: null };
  }

  return {
    callerOf,
    require(request, scope) {
      const caller = callerOf(request);
      if (!caller) {
        throw new HttpError(
          401,
          'unauthorized',
          'send the admin token or a read key as Authorization: Bearer, or log in',
        );
      }
      if (!allows(caller.scopes, scope)) {
        throw new HttpError(403, 'forbidden', `this needs the scope ${scope}, and ${caller.name} has not got it`);
      }
      const isWriting = !['GET', 'HEAD'].includes(request.method);
      if (isWriting && caller.expiresAt !== null && !isFromOwnPage(request, publicUrl)) throw FOREIGN;
      return caller;
    },
  };
}

const ALL: ReadonlySet<string> = new Set(['admin']);

/** A page of another site would do something in the name of whoever is logged in here. */
export const FOREIGN: HttpError = new HttpError(
  403,
  'foreign_origin',
  'whoever is logged in changes something only from pages of the collector itself',
);
