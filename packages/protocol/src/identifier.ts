import { MAX_IDENTIFIER_LENGTH } from './limits.ts';
import type { Rejection } from './rejection.ts';

/** Values that clients send by mistake where an identifier belongs. As identifiers they would fuse strangers, so they are ignored. */
export const JUNK_IDENTIFIERS: ReadonlySet<string> = new Set([
  '',
  '-1',
  '0',
  '[object object]',
  'anonymous',
  'distinct_id',
  'false',
  'guest',
  'nan',
  'nil',
  'none',
  'null',
  'true',
  'undefined',
  'unknown',
]);

const MAX_JUNK_LENGTH = Math.max(...Array.from(JUNK_IDENTIFIERS, ({ length }) => length));

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f\ufffd\ud800-\udfff]/u;

/** Whether an identifier is one of the well-known mistakes (compared without case), or nothing but zeros and dashes. */
export function isJunkIdentifier(identifier: string): boolean {
  // Most are too long to be one, and need not be looked up.
  const isShort = identifier.length <= MAX_JUNK_LENGTH;
  return (isShort && JUNK_IDENTIFIERS.has(identifier.toLowerCase())) || /^[0-]+$/.test(identifier);
}

/**
 * Reads an identifier: opaque, trimmed, case-sensitive; numbers and booleans become strings.
 * @returns the identifier, null when it is absent, or a rejection when it cannot be one: an object, too long, a number
 * beyond 2^53 (whose digits JSON has already lost), control characters or broken UTF-16 (which would make two ids equal).
 */
export function readIdentifier(value: unknown, path: string): string | null | Rejection {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return { code: 'invalid_identifier', path, message: `${path} is a number beyond 2^53: send it as a string` };
  }
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return { code: 'invalid_identifier', path, message: `${path} must be a string or a number` };
  }
  const identifier = String(value).trim();
  if (identifier.length > MAX_IDENTIFIER_LENGTH) {
    return { code: 'invalid_identifier', path, message: `${path} is longer than ${MAX_IDENTIFIER_LENGTH} characters` };
  }
  if (UNPRINTABLE.test(identifier)) {
    return { code: 'invalid_identifier', path, message: `${path} contains control or broken characters` };
  }
  return identifier;
}
