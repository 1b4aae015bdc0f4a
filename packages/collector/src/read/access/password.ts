import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// 32 MiB and about a tenth of a second for each guess.
const COST = { N: 32_768, r: 8, p: 3 };
const HASH_BYTES = 32;
const MAX_MEMORY = 67_108_864;

/** Makes a password that nobody guesses: 120 random bits, to be shown once. */
export function makePassword(): string {
  return randomBytes(15).toString('base64url');
}

/** Hashes a password with scrypt and a salt of its own, as `scrypt:N:r:p:salt:hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join(':');
}

/** Whether a password is the one that was hashed. Without a hash it is not, after the same time. */
export async function isPassword(password: string, hashed: string | undefined): Promise<boolean> {
  const [N, r, p, salt = '', hash = ''] = (hashed ?? '').split(':').slice(1);
  if (!HASHED.test(hashed ?? '')) {
    await derive(password, randomBytes(16), COST);
    return false;
  }
  const found = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  return timingSafeEqual(found, Buffer.from(hash, 'base64url'));
}

/** What {@link hashPassword} makes. */
export const HASHED: RegExp = /^scrypt:\d{1,6}:\d{1,2}:\d{1,2}:[\w-]{22}:[\w-]{43}$/;

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}
