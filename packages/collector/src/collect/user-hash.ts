import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.ts';

/** What a userHash proves about the userId it came with. `expired` was valid once. */
export type IdentityVerdict = 'expired' | 'invalid' | 'missing' | 'valid';

/** How the identity of browsers' users is verified. Plain data, so it can be handed to a worker thread. */
export interface IdentityVerification {
  /** What backends sign with. More than one while a new secret takes the place of an old one. */
  readonly secrets: readonly string[];
  /** Whether what is not verified has no say; else it is only noted. */
  readonly isEnforced: boolean;
}

/**
 * Checks a userHash, `v1.<expiry>.<signature>`: the expiry in seconds since 1970, the signature the base64url of
 * HMAC-SHA256(secret, `v1:<userId>:<expiry>`). The expiry is part of what is signed, so that a hash which leaks ends.
 * @param now ms since 1970: when the message arrived.
 */
export function checkUserHash(
  userHash: unknown,
  userId: string,
  now: number,
  secrets: readonly string[],
): IdentityVerdict {
  if (userHash === undefined || userHash === null || userHash === '') return 'missing';
  const [, expiry = '', signature = ''] = (typeof userHash === 'string' && USER_HASH.exec(userHash)) || [];
  const given = Buffer.from(signature);
  let isSigned = false;
  // All secrets, to the end: a wrong hash takes the same time whichever it was made with.
  for (const secret of secrets) {
    const expected = Buffer.from(sign(secret, userId, expiry));
    if (expected.length === given.length && timingSafeEqual(expected, given)) isSigned = true;
  }
  if (!isSigned) return 'invalid';
  return Number(expiry) * 1_000 > now ? 'valid' : 'expired';
}

const USER_HASH = /^v1\.(\d{1,12})\.([\w-]{43})$/;

function sign(secret: string, userId: string, expiry: string): string {
  return createHmac('sha256', secret).update(`v1:${userId}:${expiry}`).digest('base64url');
}

/** How the settings want identity to be verified; null where they do not. */
export function identityVerification({ identitySecret, identityMode }: Config): IdentityVerification | null {
  if (!identitySecret || identityMode === 'off') return null;
  return { secrets: identitySecret, isEnforced: identityMode === 'enforce' };
}
