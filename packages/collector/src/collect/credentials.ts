import { isObject } from '@kith/protocol';

/** What of a request may carry a key. */
export interface KeyCarriers {
  readonly authorization?: string | undefined;
  /** `X-Write-Key` header. */
  readonly writeKeyHeader?: string | undefined;
  /** `writeKey` in the query. */
  readonly writeKeyQuery?: unknown;
}

/**
 * The key a request names outside its body: Basic authorization (`base64(key:)`, the colon optional), `X-Write-Key`
 * (`key[:anything]`), query. A Bearer token is somebody else's: the key is then in the body.
 * @returns null when there is none.
 */
export function keyOfRequest({ authorization, writeKeyHeader, writeKeyQuery }: KeyCarriers): string | null {
  const basic = /^basic\s+([\w+/=-]+)\s*$/i.exec(authorization ?? '')?.[1];
  return (
    beforeColon(basic && Buffer.from(basic, 'base64').toString()) ??
    beforeColon(writeKeyHeader) ??
    beforeColon(typeof writeKeyQuery === 'string' ? writeKeyQuery : undefined)
  );
}

/**
 * The key a parsed body names: its own `writeKey`, else that of its first message. A masked key (`id:***`) is none.
 * @returns null when there is none.
 */
export function keyOfBody(body: unknown): string | null {
  if (Array.isArray(body)) return ownKey(body[0]);
  if (!isObject(body)) return null;
  return ownKey(body) ?? (Array.isArray(body.batch) ? ownKey(body.batch[0]) : null);
}

function ownKey(value: unknown): string | null {
  if (!isObject(value) || typeof value.writeKey !== 'string' || value.writeKey.endsWith(':***')) return null;
  return beforeColon(value.writeKey);
}

function beforeColon(text: string | undefined): string | null {
  return text?.split(':', 1)[0]?.trim() || null;
}
