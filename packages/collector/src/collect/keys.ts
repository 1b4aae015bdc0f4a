import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may send: browsers with the public key, backends with the secret one. */
export type KeyKind = 'public' | 'secret';

/** A key as the collector keeps it in memory: never the key itself. Plain data, so it can be handed to a worker thread. */
export interface Key {
  readonly kind: KeyKind;
  /** Name stored with each event sent with this key. */
  readonly source: string;
  /** sha256 of the key, 64 hexadecimal digits. */
  readonly digest: string;
}

/** The plain keys of a project, as the site developer and the backend need them. */
export interface PlainKeys {
  readonly writeKey: string;
  readonly secretKey: string;
  /** Opens the administration; sends no events. */
  readonly adminToken: string;
}

/** The keys that are given, for {@link findKey}: source `web` for the public one, `backend` for the secret one. */
export function keyring({ writeKey, secretKey }: Pick<PlainKeys, 'secretKey' | 'writeKey'>): readonly Key[] {
  return [
    { kind: 'public', source: 'web', digest: sha256(writeKey) },
    { kind: 'secret', source: 'backend', digest: sha256(secretKey) },
  ];
}

/** Finds a key by its text. Takes the same time for every wrong one: digests are compared, all of them, to the end. */
export function findKey(keys: readonly Key[], text: string): Key | undefined {
  const digest = Buffer.from(sha256(text));
  let found: Key | undefined;
  for (const key of keys) if (timingSafeEqual(Buffer.from(key.digest), digest)) found = key;
  return found;
}

/** Whether two secrets are equal, in the same time for every pair. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

/** Makes a key: 128 random bits where everybody may see it, else 192. */
export function makeKey(kind: KeyKind): string {
  return kind === 'public' ? `pk_${randomBytes(16).toString('hex')}` : `sk_${randomBytes(24).toString('hex')}`;
}

/** sha256 of a text, 64 hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}
