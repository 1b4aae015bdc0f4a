import { DecisionError } from '@kith/fold';
import { isObject } from '@kith/protocol';
import type { Key } from './keys.ts';

/** What an operator does to the keys. New ones come as their sha256: the server never sees them before they are used. */
export type KeyChange =
  | ({ readonly action: 'add' } & Key)
  | {
      readonly action: 'rotate';
      readonly keyId: number;
      readonly digest: string;
      /** Whether the new key takes the place of the old one in the key file. */
      readonly isGiven: boolean;
    }
  | { readonly action: 'revoke'; readonly keyId: number };

/** Reads a change of keys from a parsed body. @throws DecisionError when it makes no sense. */
export function readKeyChange(body: unknown): KeyChange {
  const { action, kind, source, digest, keyId, isGiven } = isObject(body) ? body : {};
  if (action === 'add') return { action, kind: readKind(kind), source: readSource(source), digest: readDigest(digest) };
  if (action === 'revoke') return { action, keyId: readKeyId(keyId) };
  if (action === 'rotate') {
    return { action, keyId: readKeyId(keyId), digest: readDigest(digest), isGiven: isGiven === true };
  }
  throw new DecisionError('action must be add, rotate or revoke');
}

/** Reads the kind of a key. @throws DecisionError */
export function readKind(kind: unknown): Key['kind'] {
  if (kind === 'public' || kind === 'secret') return kind;
  throw new DecisionError('a key is public or secret');
}

/** Reads the name of a source. @throws DecisionError */
export function readSource(source: unknown): string {
  if (typeof source === 'string' && /^[\w.-]{1,64}$/.test(source)) return source;
  throw new DecisionError('a source is named with up to 64 letters, digits or -._');
}

/** Reads the id of a key. @throws DecisionError */
export function readKeyId(keyId: unknown): number {
  if (typeof keyId === 'number' && Number.isSafeInteger(keyId) && keyId > 0) return keyId;
  throw new DecisionError('say which key by its number: kith keys lists them');
}

function readDigest(digest: unknown): string {
  if (typeof digest === 'string' && /^[\da-f]{64}$/.test(digest)) return digest;
  throw new DecisionError('digest must be the sha256 of a key in hexadecimal digits');
}
