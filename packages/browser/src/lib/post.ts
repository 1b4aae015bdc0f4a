import type { Batch } from '@kith/protocol';
import { envelopeContext } from './context.ts';
import type { Entry } from './queue.ts';
import { settings } from './settings.ts';

/** The collector's answer. */
export interface Reply {
  /** The HTTP status; 200 only if the collector confirms, 0 without an answer of its. */
  status: number;
  /** Which of the ids asked for it has stored. */
  confirmed: readonly string[];
  /** How long the collector wants to be left alone, ms; 0 if it does not say. */
  waitMs: number;
}

// Captured when the script loads: pages and other scripts replace fetch later.
const nativeFetch = globalThis.fetch;
const TIMEOUT_MS = 30_000;
/** Longest Retry-After to be heeded, ms. */
export const MAX_RETRY_AFTER_MS = 300_000;

/** Address that takes batches. */
export function batchUrl(): string {
  return `${settings.host}/v1/batch`;
}

/** The body of a request, as text, with the messages, which are JSON already, and the ids to confirm. */
export function batchBody(batch: readonly Entry[], confirm: readonly string[]): string {
  const envelope: Omit<Batch, 'batch'> = {
    sentAt: new Date().toISOString(),
    writeKey: settings.writeKey,
    context: envelopeContext(),
    confirm,
  };
  return `{"batch":[${batch.map(([, text]) => text)}],${JSON.stringify(envelope).slice(1)}`;
}

/**
 * Posts a body. A text body travels as text/plain, which needs no preflight; cookies stay at home.
 * A 200 counts only if it says `"success": true`: a captive portal answers 200 too. Never rejects.
 */
export async function post(body: string | Blob, keepalive: boolean): Promise<Reply> {
  let status = 0;
  let waitMs = 0;
  let confirmed: readonly string[] = [];
  try {
    const response = await nativeFetch(batchUrl(), {
      method: 'POST',
      body,
      keepalive,
      credentials: 'omit',
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    waitMs = Math.min((Number(response.headers.get('Retry-After')) || 0) * 1000, MAX_RETRY_AFTER_MS);
    // Read in any case: an unread answer keeps its bytes of the keepalive quota.
    const text = await response.text();
    const answer = response.ok ? JSON.parse(text) : { success: true };
    if (answer.success === true) status = response.status;
    confirmed = answer.confirmed ?? [];
  } catch {}
  return { status, confirmed, waitMs };
}
