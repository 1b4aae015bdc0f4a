import { DecisionError } from '@kith/fold';
import { isObject } from '@kith/protocol';
import type { Grant, GrantChange } from '../../persist/grant-table.ts';
import { HASHED } from './password.ts';
import { KEY_SCOPES } from './scope.ts';

/** The actor of the admin token, which no user or key may be called. */
export const ADMIN_TOKEN = 'admin-token';

/** Reads a change of grants from a parsed body. @throws DecisionError when it makes no sense. */
export function readGrantChange(body: unknown): GrantChange {
  const { action, kind, name, scopes, secretHash } = isObject(body) ? body : {};
  if (action === 'revoke') return { action, name: readName(name) };
  if (action === 'password') return { action, name: readName(name), secretHash: readHash('user', secretHash) };
  if (action !== 'add') throw new DecisionError('action must be add, password or revoke');
  if (kind !== 'user' && kind !== 'key') throw new DecisionError('access is given to a user or a key');
  return {
    action,
    kind,
    name: readName(name),
    scopes: readScopes(kind, scopes),
    secretHash: readHash(kind, secretHash),
  };
}

/** Reads the name of a user or a key. @throws DecisionError */
export function readName(name: unknown): string {
  if (typeof name === 'string' && /^[\w.@-]{1,64}$/.test(name) && name !== ADMIN_TOKEN) return name;
  throw new DecisionError('a name has up to 64 letters, digits or -._@');
}

/** Reads the scopes of a user or a key. @throws DecisionError */
export function readScopes(kind: Grant['kind'], scopes: unknown): string[] {
  const known = kind === 'user' ? ['admin', 'read'] : Object.keys(KEY_SCOPES);
  if (Array.isArray(scopes) && scopes.length > 0 && scopes.every((scope) => known.includes(scope))) {
    return [...new Set<string>(scopes)].sort();
  }
  throw new DecisionError(`the scopes of a ${kind} are some of ${known.join(', ')}`);
}

function readHash(kind: Grant['kind'], hash: unknown): string {
  if (typeof hash === 'string' && (kind === 'user' ? HASHED : /^[\da-f]{64}$/).test(hash)) return hash;
  throw new DecisionError('secretHash must be the hash of the key or password, as kith access makes it');
}
