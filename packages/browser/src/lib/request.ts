import type { Batch } from '@kith/protocol';
import { envelopeContext } from './context.ts';
import { own } from './queue.ts';
import { settings } from './settings.ts';

/** What `fetch` takes. A text body travels as text/plain, which needs no preflight; cookies stay at home. */
export function batchRequest(
  body: string | Blob,
  signal?: AbortSignal,
  keepalive?: boolean,
): [url: string, init: RequestInit] {
  const init = { method: 'POST', body, credentials: 'omit', signal, keepalive };
  return [settings.host.replace(/\/*$/, '/v1/batch'), init as RequestInit];
}

/** The body of a request, as text, with bundles of this page, which are JSON already, and the ids to confirm. */
export function batchBody(ids: readonly string[], confirm: readonly string[]): string {
  const envelope: Omit<Batch, 'batch'> = {
    sentAt: new Date().toISOString(),
    writeKey: settings.writeKey,
    context: envelopeContext(),
    confirm,
  };
  return `{"batch":[${ids.map((id) => own.get(id))}],${JSON.stringify(envelope).slice(1)}`;
}
