import { gunzipSync } from 'node:zlib';
import type { Batch, WireMessage } from '@kith/protocol';

/** How the collector answers: as it should, with a status, with something odd, not at all, or never. */
export type Answer = 'confirm' | 'refuse' | 'hang' | { status: number; body?: string; retryAfter?: string };

/** A message as the collector received it, with the context of its envelope merged under its own. */
export type Received = WireMessage & { context: NonNullable<WireMessage['context']> };

/** A request as it arrived. */
export interface ReceivedRequest {
  url: string;
  init: RequestInit;
  body: Batch;
  at: number;
}

/** A collector in memory, reached through the `fetch` of a tab. */
export interface FakeCollector {
  /** Answers the next requests in this order, then `otherwise`. */
  answers: Answer[];
  otherwise: Answer;
  requests: ReceivedRequest[];
  /** Every delivery of a message which was confirmed, duplicates included, in order of arrival. */
  deliveries(): Received[];
  /** Confirmed messages by what they say: the event, else the type. */
  names(): string[];
  /** How often messages were confirmed more than once. */
  duplicates(): number;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

export function fakeCollector(): FakeCollector {
  const confirmed: Received[] = [];
  const collector: FakeCollector = {
    answers: [],
    otherwise: 'confirm',
    requests: [],
    deliveries: () => confirmed,
    names: () => confirmed.map((message) => message.event ?? message.type),
    duplicates: () => confirmed.length - new Set(confirmed.map((message) => message.messageId)).size,
    async fetch(url, init) {
      const body = JSON.parse(await textOf(init.body)) as Batch;
      collector.requests.push({ url, init, body, at: Date.now() });
      const answer = collector.answers.shift() ?? collector.otherwise;
      if (answer === 'refuse') throw new TypeError('Failed to fetch');
      if (answer === 'hang') return new Promise(() => {});
      if (answer !== 'confirm') {
        const headers = answer.retryAfter ? { 'Retry-After': answer.retryAfter } : {};
        return new Response(answer.body ?? '{"success":false}', { status: answer.status, headers });
      }
      for (const message of body.batch) {
        confirmed.push({ ...message, context: { ...body.context, ...message.context } });
      }
      const ids = new Set(confirmed.map(({ messageId }) => messageId));
      const answered = body.confirm?.filter((id) => ids.has(id));
      return new Response(JSON.stringify({ success: true, accepted: 1, confirmed: answered }));
    },
  };
  return collector;
}

async function textOf(body: unknown): Promise<string> {
  if (typeof body === 'string') return body;
  return gunzipSync(new Uint8Array(await (body as Blob).arrayBuffer())).toString();
}
