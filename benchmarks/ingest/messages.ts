import { randomUUID } from 'node:crypto';
import { randomNumbers } from '../events.ts';

/** What {@link messages} makes. */
export interface MessagesOptions {
  readonly personCount: number;
  /** `ordered` ids begin with the time, as those of most SDKs; `random` ones are UUIDs of version 4. */
  readonly ids: 'ordered' | 'random';
  /** Another seed, another order; the people are the same. */
  readonly seed?: number;
}

/**
 * Makes messages as browsers send them, as JSON of 700 bytes on average: pages, clicks, forms, and now and then a login. Each is
 * of another person, chosen by chance: no two neighbours share a profile, which is the hardest order to fold.
 */
export function messages({ personCount, ids, seed = 1 }: MessagesOptions): () => string {
  const random = randomNumbers(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const sequences = new Map<number, number>();
  let lastTimeText = '';
  let lastTime = 0;
  return () => {
    const person = Math.floor(random() * personCount);
    const sequence = (sequences.get(person) ?? 0) + 1;
    sequences.set(person, sequence);
    const now = Date.now();
    if (now !== lastTime) {
      lastTimeText = new Date(now).toISOString();
      lastTime = now;
    }
    const isKnown = person % 2 === 0;
    const kind = random();
    // A person keeps to few pages, a site has many.
    const product = Math.floor(random() ** 3 * PAGE_COUNT);
    const page = `{"path":"/products/${product}","referrer":"https://shop.example/search","search":"${
      kind < 0.05 ? '?utm_source=newsletter&utm_medium=email&utm_campaign=spring' : ''
    }","title":"Product ${product} – Example shop","url":"https://shop.example/products/${product}${
      kind < 0.05 ? '?utm_source=newsletter&utm_medium=email&utm_campaign=spring' : ''
    }"}`;
    return `{"messageId":"${ids === 'ordered' ? orderedId(now) : randomUUID()}","timestamp":"${lastTimeText}","anonymousId":"device-${person}"${
      isKnown ? `,"userId":"user-${person}"` : ''
    },${said(kind, person, product, random)},"context":{"library":{"name":"kith-browser","version":"1.0.0"},"page":${page},"userAgent":"${
      USER_AGENTS[person % USER_AGENTS.length]
    }","locale":"${pick(LOCALES)}","timezone":"Europe/Berlin","screen":{"width":1920,"height":1080,"density":2},"sessionId":${
      START + person * 1_000
    },"kith":{"seq":${sequence}}}}`;
  };
}

const PAGE_COUNT = 10_000;
const START = Date.UTC(2026, 0, 1);
const LOCALES = ['de-DE', 'en-GB', 'en-US', 'fr-FR', 'nl-NL'];
const NAMES = ['Clicked', 'Form Submitted', 'Product Added', 'Searched', 'Video Played'];

const USER_AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Android 14; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
];

function said(kind: number, person: number, product: number, random: () => number): string {
  if (kind < 0.35) return `"type":"page","name":"Product","properties":{"category":"shop","product":${product}}`;
  if (kind < 0.38) {
    return `"type":"identify","traits":{"email":"${person}@example.com","name":"Person ${person}","plan":"${random() < 0.5 ? 'free' : 'pro'}"}`;
  }
  const name = NAMES[Math.floor(random() * NAMES.length)];
  const price = (random() * 100).toFixed(2);
  return `"type":"track","event":"${name}","properties":{"product":${product},"price":${price},"currency":"EUR","position":${Math.floor(random() * 20)},"list":"search results"}`;
}

// As version 7 of UUID: 48 bits of time in front.
function orderedId(now: number): string {
  const time = now.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
