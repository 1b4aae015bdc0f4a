import type { IngestRequest } from '../../collector/src/collect/ingest.ts';
import { keyring } from '../../collector/src/collect/keys.ts';
import { startWriter } from '../../collector/src/writer.ts';

const KEYS = { writeKey: 'pk_people_0123456789', secretKey: 'sk_people_0123456789' };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const LAPTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const STOCKHOLM = { country: 'SE', region: 'AB', city: 'Stockholm' };
const COPENHAGEN = { country: 'DK', region: '84', city: 'Copenhagen' };

/**
 * Fills a database with the life of one person, `u:vera`, in the month before `now`: found by an advertisement, a customer with a
 * laptop, a phone, an earlier account (`vera-old`) and a shared kiosk which 24 others log in on; surveys answered, left and dismissed;
 * in-app content; clicks in rage, without effect and into errors.
 */
export async function fillWithALife(path: string, { now }: { now: number }): Promise<void> {
  const writer = await startWriter({ database: path, geo: 'off', keys: keyring(KEYS) });
  const send = (request: Partial<IngestRequest>, batch: readonly object[]) =>
    writer.submit({ ...BROWSER, receivedAt: now, place: STOCKHOLM, ...request, body: JSON.stringify({ batch }) });
  const laptop = device('laptop-vera', now);
  const phone = device('phone-vera', now);
  const kiosk = device('kiosk', now);
  try {
    await send({}, [...firstVisit(laptop), ...days(laptop), ...frustratedVisit(laptop)]);
    await send({ userAgent: PHONE, place: COPENHAGEN }, [...surveys(phone), ...content(phone)]);
    await send({ userAgent: PHONE }, kioskVisits(kiosk));
    await send({ key: KEYS.secretKey, isBrowser: false, userAgent: null, place: null }, backend(now));
  } finally {
    await writer.stop();
  }
}

const BROWSER: Omit<IngestRequest, 'body' | 'receivedAt'> = {
  type: 'batch',
  key: KEYS.writeKey,
  isBrowser: true,
  ip: null,
  userAgent: LAPTOP,
  clientHints: {},
};

/** Makes messages of a device, so many days and minutes before now. */
type Say = (daysAgo: number, minute: number, message: Readonly<Record<string, unknown>>) => object;

function device(anonymousId: string, now: number): Say {
  let count = 0;
  return (daysAgo, minute, message) => ({
    anonymousId,
    messageId: `${anonymousId}-${count++}`,
    timestamp: new Date(now - daysAgo * DAY_MS + minute * MINUTE_MS).toISOString(),
    ...message,
  });
}

function page(path: string, context: object = {}): Readonly<Record<string, unknown>> {
  const url = `https://shop.example${path}`;
  return {
    type: 'page',
    context: { locale: 'sv-SE', page: { url, title: path === '/' ? 'Home' : path.slice(1) }, ...context },
  };
}

function track(event: string, properties: object = {}): Readonly<Record<string, unknown>> {
  return { type: 'track', event, properties, context: { page: { url: 'https://shop.example/account' } } };
}

function firstVisit(say: Say): object[] {
  const referrer = 'https://news.example/autumn';
  const campaign = { source: 'newsletter', medium: 'email', name: 'autumn' };
  const landing = { url: 'https://shop.example/?utm_source=newsletter', title: 'Home', referrer };
  return [
    say(28, 0, { type: 'page', context: { locale: 'sv-SE', page: landing, campaign } }),
    say(28, 2, page('/pricing')),
    say(28, 5, track('Product Viewed', { product_id: 'p1', price: 49.9 })),
    say(28, 9, {
      ...{ type: 'identify', userId: 'vera' },
      traits: { name: 'Vera Holm', email: 'vera@example.com', plan: 'free', interests: ['tea', 'pottery'] },
    }),
    say(28, 11, track('Product Added', { product_id: 'p1', quantity: 2 })),
    say(28, 14, { ...track('Order Completed', { order_id: 'o-1001', revenue: 99.8 }), userId: 'vera' }),
  ];
}

function days(say: Say): object[] {
  const paths = ['/', '/products/tea', '/products/cups', '/account', '/help/returns', '/cart'];
  return Array.from({ length: 26 }, (_, index) => 26 - index).flatMap((day) => {
    if (day % 7 === 0) return [];
    const steps = 2 + ((day * day) % 5);
    return [
      ...Array.from({ length: steps }, (_, step) =>
        say(day, step * 3, page(paths[(day + step) % paths.length] ?? '/')),
      ),
      say(day, steps * 3, track(day % 2 ? 'Product Viewed' : 'Search Performed', { query: 'oolong', results: day })),
      ...(day % 6 === 0
        ? [say(day, steps * 3 + 4, track('Order Completed', { order_id: `o-${day}`, revenue: day }))]
        : []),
    ];
  });
}

function frustratedVisit(say: Say): object[] {
  const replayed = { replayUrl: 'https://replay.example/r/4711' };
  const clicks = { selector: '#pay', text: 'Pay', url: 'https://shop.example/cart' };
  return [
    say(0.2, 0, page('/cart', replayed)),
    say(0.2, 1, track('Rage Click', clicks)),
    say(0.2, 2, track('Rage Click', clicks)),
    say(0.2, 3, track('Dead Click', clicks)),
    say(0.2, 4, track('Error Click', clicks)),
    say(0.2, 6, page('/help/returns')),
  ];
}

function surveys(say: Say): object[] {
  const nps = { survey_id: 'nps', survey_name: 'How are we doing?', response_id: 'r1' };
  const questions = { score: { text: 'Would you recommend us?' }, why: { text: 'Why?' } };
  const csat = { survey_id: 'csat', survey_name: 'Your last order', response_id: 'r2' };
  const tour = { survey_id: 'tour', survey_name: 'New here?', response_id: 'r3' };
  return [
    say(20, 0, page('/account')),
    say(20, 1, { type: 'identify', userId: 'vera', traits: { plan: 'free' } }),
    say(20, 2, track('Survey Viewed', { ...nps, seq: 1 })),
    say(20, 3, track('Survey Answered', { ...nps, seq: 2, questions, answers: { score: 9 } })),
    say(20, 5, track('Survey Completed', { ...nps, seq: 3, questions, answers: { score: 9, why: 'It just works' } })),
    say(9, 0, page('/account')),
    say(9, 1, track('Survey Viewed', { ...csat, seq: 1 })),
    say(9, 2, track('Survey Answered', { ...csat, seq: 2, answers: { delivery: 'late' } })),
    say(4, 0, page('/')),
    say(4, 1, track('Survey Viewed', { ...tour, seq: 1 })),
    say(4, 2, track('Survey Dismissed', { ...tour, seq: 2 })),
  ];
}

function content(say: Say): object[] {
  const about = (type: string, id: string, name: string) => ({
    content_type: type,
    content_id: id,
    content_name: name,
  });
  return [
    say(20, 6, track('Content Shown', about('checklist', 'start', 'Getting started'))),
    say(20, 8, track('Content Completed', about('checklist', 'start', 'Getting started'))),
    say(9, 4, track('Content Shown', about('banner', 'sale', 'Autumn sale'))),
    say(9, 5, track('Content Clicked', about('banner', 'sale', 'Autumn sale'))),
    say(4, 3, track('Content Shown', about('spotlight', 'search', 'A new search'))),
    say(4, 4, track('Content Dismissed', about('spotlight', 'search', 'A new search'))),
  ];
}

function kioskVisits(say: Say): object[] {
  const visit = (day: number, userId: string) => [
    say(day, 0, { type: 'identify', userId, traits: {} }),
    say(day, 1, { ...page('/products/cups'), userId }),
  ];
  return [
    ...Array.from({ length: 24 }, (_, index) => visit(12 - index / 8, `guest-${index}`)).flat(),
    // Nobody is logged in: whose it is, nobody knows.
    say(7, 0, page('/products/tea')),
    say(7, 2, track('Product Viewed', { product_id: 'p7' })),
    ...visit(6, 'vera'),
  ];
}

function backend(now: number): object[] {
  const at = (daysAgo: number) => new Date(now - daysAgo * DAY_MS).toISOString();
  const createdAt = at(28);
  return [
    {
      ...{ type: 'identify', userId: 'vera', messageId: 'crm-1', timestamp: at(15) },
      traits: { plan: 'pro', phone: '+46 70 123 45 67', birthday: '1990-04-12', createdAt },
    },
    {
      ...{ type: 'group', userId: 'vera', groupId: 'holm', messageId: 'crm-2', timestamp: at(15) },
      traits: { name: 'Holm & Daughters', industry: 'tea' },
    },
    { type: 'track', userId: 'vera-old', event: 'Invoice Paid', messageId: 'crm-3', timestamp: at(25) },
    { type: 'alias', previousId: 'vera-old', userId: 'vera', messageId: 'crm-4', timestamp: at(14) },
  ];
}
