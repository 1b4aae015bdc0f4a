import { randomBytes } from 'node:crypto';
import { sha256 } from '../../collect/keys.ts';

/** Somebody who is logged in. */
export interface LoginSession {
  readonly name: string;
  /** Of the password it began with: another one ends it. */
  readonly secretHash: string;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/** Who is logged in. Kept in memory only: a restart logs everybody out, and no file can be used to log in. */
export interface LoginSessions {
  /** @returns the token by which the session is found: it is kept by hash. */
  readonly begin: (session: Omit<LoginSession, 'expiresAt'>) => { readonly token: string; readonly expiresAt: number };
  readonly find: (token: string) => LoginSession | undefined;
  readonly end: (token: string) => void;
}

/** How long somebody stays logged in, whatever they do, in ms. */
export const SESSION_MS = 43_200_000;

const MAX_SESSIONS = 1_000;

/** Starts with nobody logged in. @param now ms since 1970. */
export function loginSessions(now: () => number): LoginSessions {
  const sessions = new Map<string, LoginSession>();
  return {
    begin(session) {
      const token = randomBytes(32).toString('base64url');
      const expiresAt = now() + SESSION_MS;
      const [oldest] = sessions.keys();
      if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      sessions.set(sha256(token), { ...session, expiresAt });
      return { token, expiresAt };
    },
    find(token) {
      const digest = sha256(token);
      const session = sessions.get(digest);
      if (session && session.expiresAt > now()) return session;
      sessions.delete(digest);
      return undefined;
    },
    end: (token) => void sessions.delete(sha256(token)),
  };
}
