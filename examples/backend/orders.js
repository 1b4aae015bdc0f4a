import { setTimeout as wait } from 'node:timers/promises';

const { KITH_URL = 'http://127.0.0.1:4100', KITH_SECRET_KEY = '' } = process.env;
const authorization = `Basic ${btoa(`${KITH_SECRET_KEY}:`)}`;

/**
 * Sends messages until the collector has them: only then is the answer 200. Each has a messageId that follows from what
 * happened, so sending it again, in an hour or after a crash, counts once.
 */
async function send(...batch) {
  const body = JSON.stringify({ batch, sentAt: new Date() });
  for (let delayMs = 100; ; delayMs = Math.min(2 * delayMs, 30_000)) {
    try {
      const answer = await fetch(`${KITH_URL}/v1/batch`, { method: 'POST', headers: { authorization }, body });
      const { success, message, rejected } = await answer.json();
      if (success) return rejected;
      // What is wrong with the request itself does not get better by waiting.
      if (answer.status < 500 && answer.status !== 429) throw new Error(`Kith refused: ${message}`);
    } catch (error) {
      if (error.message.startsWith('Kith refused')) throw error;
    }
    await wait(delayMs);
  }
}

// A customer as your own database has them.
const customer = { id: 'user-42', name: 'Lin Chen', email: 'lin@example.com', company: 'acme' };
const order = { id: 'order-1001', total: 128.5, currency: 'EUR', placedAt: '2026-01-15T09:30:00.000Z' };

const rejected = await send(
  {
    type: 'identify',
    messageId: `customer-${customer.id}-v1`,
    userId: customer.id,
    timestamp: '2026-01-10T08:00:00.000Z',
    traits: { name: customer.name, email: customer.email, createdAt: '2026-01-10T08:00:00.000Z' },
  },
  {
    type: 'group',
    messageId: `member-${customer.company}-${customer.id}`,
    userId: customer.id,
    groupId: customer.company,
    timestamp: '2026-01-10T08:00:01.000Z',
    traits: { name: 'Acme Ltd', plan: 'pro' },
  },
  {
    type: 'track',
    messageId: order.id,
    userId: customer.id,
    event: 'Order Completed',
    timestamp: order.placedAt,
    properties: { order_id: order.id, total: order.total, currency: order.currency },
  },
);
console.log(rejected.length === 0 ? 'Stored.' : rejected);
