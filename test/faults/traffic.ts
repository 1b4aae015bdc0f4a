import { SECRET_KEY, WRITE_KEY } from './collector.ts';

/** What a client knows of a message it has sent: it was told so, or the connection ended before. */
export type Outcome = 'refused' | 'stored' | 'unknown';

/** One copy of one message in one request. */
export interface Attempt {
  readonly messageId: string;
  /** A backend's copy is the better one, whenever it comes. */
  readonly isBackend: boolean;
  readonly outcome: Outcome;
}

/** Clients of a collector, which remember what became of everything they sent. */
export interface Traffic {
  readonly attempts: readonly Attempt[];
  /** Sends without a pause until it is over or nobody answers any more; `answered` is called with each answer. */
  readonly flow: (address: string, isOver: () => boolean, answered?: (outcome: Outcome) => void) => Promise<void>;
}

type Message = Readonly<Record<string, unknown>> & { readonly messageId: string };

const DEVICE_COUNT = 12;
const USER_COUNT = 5;
const BASE_MS = Date.UTC(2026, 2, 1, 22, 30);

/** Clients that send new messages, the same ones again, and other copies of them from a backend. */
export function traffic(random: () => number, clientCount = 4): Traffic {
  const attempts: Attempt[] = [];
  const histories = Array.from({ length: clientCount }, (): Message[] => []);
  const below = (limit: number) => Math.floor(random() * limit);
  let lastId = 0;

  function newMessage(): Message {
    const kind = below(10);
    return {
      messageId: `m${++lastId}`,
      anonymousId: `device-${below(DEVICE_COUNT)}`,
      timestamp: new Date(BASE_MS + below(8 * 3_600_000)).toISOString(),
      ...(kind === 0
        ? { type: 'identify', userId: `user-${below(USER_COUNT)}`, traits: { plan: `plan ${below(3)}` } }
        : kind < 4
          ? { type: 'page', properties: { url: `https://shop.example/${below(20)}` } }
          : { type: 'track', event: `Event ${below(4)}`, properties: { value: below(100) } }),
    };
  }

  function nextRequest(history: Message[]): { batch: Message[]; isBackend: boolean } {
    const isBackend = history.length > 0 && random() < 0.15;
    const batch = Array.from({ length: 1 + below(4) }, () => {
      const earlier = history[below(history.length)];
      if (earlier && isBackend) return { ...earlier, context: { copy: 'backend' } };
      return earlier && random() < 0.15 ? earlier : newMessage();
    });
    if (!isBackend) history.push(...batch);
    return { batch, isBackend };
  }

  return {
    attempts,
    async flow(address, isOver, answered = () => {}) {
      const client = async (history: Message[]) => {
        while (!isOver()) {
          const { batch, isBackend } = nextRequest(history);
          const outcome = await send(address, batch, isBackend ? SECRET_KEY : WRITE_KEY);
          for (const { messageId } of batch) attempts.push({ messageId, isBackend, outcome });
          answered(outcome);
          if (outcome === 'unknown') return;
        }
      };
      await Promise.all(histories.map(client));
    },
  };
}

/** Sends one batch. */
export async function send(address: string, batch: readonly object[], key: string = WRITE_KEY): Promise<Outcome> {
  const request = { method: 'POST', body: JSON.stringify({ batch }), headers: { 'X-Write-Key': key } };
  const response = await fetch(`${address}/v1/batch`, request).catch(() => undefined);
  await response?.text().catch(() => {});
  return response === undefined ? 'unknown' : response.status === 200 ? 'stored' : 'refused';
}
