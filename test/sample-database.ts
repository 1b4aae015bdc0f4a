import type { IngestRequest } from '../packages/collector/src/collect/ingest.ts';
import { keyring } from '../packages/collector/src/collect/keys.ts';
import { startWriter } from '../packages/collector/src/writer.ts';

const KEYS = { writeKey: 'pk_sample_0123456789', secretKey: 'sk_sample_0123456789' };
const START = Date.UTC(2026, 10, 2, 9);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

type Sample = Readonly<Record<string, unknown>>;

/**
 * Fills a database as a shop would: Ada comes by an advertisement, logs in, orders, answers a survey on another device and comes back
 * a week later; Grace only fills her cart; somebody just looks; a backend tells of accounts; a message is refused. Alan comes
 * by another advertisement, orders the day after, leaves a survey unfinished, has Ada's email address, and shares a kiosk with
 * Grace; somebody's clock is two hours fast. A bot, a tester and somebody excluded count nowhere.
 */
export async function fillSampleDatabase(path: string): Promise<void> {
  const writer = await startWriter({ database: path, geo: 'off', keys: keyring(KEYS) });
  const send = (request: Partial<IngestRequest>, batch: readonly Sample[]) =>
    writer.submit({ ...BROWSER, receivedAt: START + 30 * DAY_MS, ...request, body: JSON.stringify({ batch }) });
  try {
    await send({}, [...visitOfAda(), ...visitOfGrace(), page('device-look', 3 * DAY_MS, '/')]);
    await send({ userAgent: PHONE }, surveyOfAda());
    await writer.decide({ kind: 'test', identity: 'u:ada', value: false });
    await writer.decide({ kind: 'test', identity: 'u:tess', value: true });
    await writer.decide({ kind: 'exclude', identity: 'u:eve', value: true });
    await send({}, [page('device-ada', 7 * DAY_MS, '/news'), { type: 'track', anonymousId: 'device-ada' }]);
    await send({ key: KEYS.secretKey, isBrowser: false, userAgent: null }, [...accounts(), ...knownToBackends()]);
    for (const [request, batch] of secondWeek()) await send(request, batch);
    for (const [request, batch] of uncounted()) await send(request, batch);
  } finally {
    await writer.stop();
  }
}

const BROWSER: Omit<IngestRequest, 'body' | 'receivedAt'> = {
  type: 'batch',
  key: KEYS.writeKey,
  isBrowser: true,
  ip: '203.0.113.0',
  userAgent: DESKTOP,
  clientHints: {},
};

function visitOfAda(): Sample[] {
  const product = { product_id: 'p1', price: 49.9 };
  return [
    page('device-ada', 0, '/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn'),
    page('device-ada', 1 * MINUTE_MS, '/products/p1'),
    track('device-ada', 2 * MINUTE_MS, 'Product Added', product),
    track('device-ada', 3 * MINUTE_MS, 'Rage Click', {
      url: 'https://shop.example/cart',
      selector: '#pay',
      text: 'Pay',
    }),
    identify('device-ada', 4 * MINUTE_MS, 'ada', {
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      birthday: '1985-12-10',
      plan: 'pro',
      msg_email: true,
    }),
    track('device-ada', 5 * MINUTE_MS, 'Order Completed', { order_id: 'o1', revenue: 49.9 }, 'ada'),
  ];
}

function surveyOfAda(): Sample[] {
  const survey = { survey_id: 'onboarding', survey_name: 'Onboarding', response_id: 'r1' };
  const answers = { score: 9, why: 'It just works' };
  return [
    page('phone-ada', 2 * DAY_MS, '/account'),
    identify('phone-ada', 2 * DAY_MS + 1_000, 'ada', {}),
    track('phone-ada', 2 * DAY_MS + 2_000, 'Survey Viewed', { ...survey, seq: 1 }),
    track('phone-ada', 2 * DAY_MS + 9_000, 'Survey Answered', { ...survey, seq: 2, answers: { score: 9 } }),
    track('phone-ada', 2 * DAY_MS + 30_000, 'Survey Completed', { ...survey, seq: 3, answers }),
    track('phone-ada', 2 * DAY_MS + 40_000, 'Content Clicked', { content_type: 'banner', content_id: 'b1' }),
  ];
}

function visitOfGrace(): Sample[] {
  return [
    page('device-grace', 1 * DAY_MS, '/products/p2'),
    identify('device-grace', 1 * DAY_MS + 1_000, 'grace', { email: 'grace@example.com', plan: 'free' }),
    track('device-grace', 1 * DAY_MS + 2_000, 'Product Added', { product_id: 'p2', price: 12 }, 'grace'),
  ];
}

function accounts(): Sample[] {
  const at = (ms: number) => new Date(START + ms).toISOString();
  const group = { type: 'group', groupId: 'acme', traits: { name: 'Acme', industry: 'toys' } };
  return [
    { ...group, userId: 'ada', messageId: 'group-ada', timestamp: at(10 * MINUTE_MS) },
    { ...group, userId: 'grace', messageId: 'group-grace', timestamp: at(1 * DAY_MS + MINUTE_MS) },
  ];
}

type Batch = readonly [request: Partial<IngestRequest>, batch: readonly Sample[]];

const HOUR_MS = 60 * MINUTE_MS;
const AUTUMN = '/?utm_source=newsletter&utm_medium=email&utm_campaign=autumn';

function secondWeek(): Batch[] {
  const first = 8 * DAY_MS + HOUR_MS;
  const next = 9 * DAY_MS + HOUR_MS;
  const kiosk = 10 * DAY_MS;
  const clock = 12 * DAY_MS;
  const survey = { survey_id: 'onboarding', questions: { score: { text: 'Would you recommend us?' } } };
  const alans = { ...survey, response_id: 'r2' };
  const graces = { ...survey, response_id: 'r3' };
  const fast = {
    ...page('device-clock', clock + 2 * HOUR_MS, '/'),
    sentAt: new Date(START + clock + 2 * HOUR_MS).toISOString(),
  };
  return [
    [
      { receivedAt: START + first + 5 * MINUTE_MS },
      numbered(1, [
        page('device-alan', first, '/?utm_source=google&utm_medium=cpc&utm_campaign=brand'),
        identify('device-alan', first + MINUTE_MS, 'alan', { email: 'ada@example.com', plan: 'free', seats: '5' }),
        track('device-alan', first + 2 * MINUTE_MS, 'Product Added', { product_id: 'p1', price: 20 }),
        track('device-alan', first + 3 * MINUTE_MS, 'Survey Viewed', { ...alans, seq: 1 }),
        track('device-alan', first + 4 * MINUTE_MS, 'Survey Answered', { ...alans, seq: 2, answers: { score: 3 } }),
      ]),
    ],
    [
      { receivedAt: START + next + 11 * MINUTE_MS },
      // The one before it never came.
      numbered(7, [
        page('device-alan', next, AUTUMN),
        track('device-alan', next + 10 * MINUTE_MS, 'Order Completed', { order_id: 'o2', revenue: 20 }, 'alan'),
      ]),
    ],
    [
      { receivedAt: START + kiosk + 13 * MINUTE_MS },
      [
        page('device-kiosk', kiosk, '/'),
        identify('device-kiosk', kiosk + MINUTE_MS, 'alan', {}),
        identify('device-kiosk', kiosk + 10 * MINUTE_MS, 'grace', {}),
        track('device-kiosk', kiosk + 11 * MINUTE_MS, 'Survey Viewed', { ...graces, seq: 1 }, 'grace'),
        track(
          'device-kiosk',
          kiosk + 12 * MINUTE_MS,
          'Survey Completed',
          { ...graces, seq: 2, answers: { score: 10 } },
          'grace',
        ),
      ],
    ],
    [{ receivedAt: START + clock }, [fast, { type: 'page' }]],
  ];
}

function uncounted(): Batch[] {
  const bot = { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' };
  const score = { survey_id: 'onboarding', response_id: 'r4', seq: 1, answers: { score: 0 } };
  return [
    [bot, [page('device-bot', 3 * DAY_MS, '/')]],
    [
      {},
      [
        page('device-tess', 1 * DAY_MS, '/'),
        identify('device-tess', 1 * DAY_MS + 1_000, 'tess', { plan: 'pro', email: 'tess@example.com' }),
        track('device-tess', 1 * DAY_MS + 2_000, 'Product Added', { product_id: 'p1', price: 1 }),
        track('device-tess', 1 * DAY_MS + 3_000, 'Survey Completed', score),
        track('device-tess', 1 * DAY_MS + 4_000, 'Content Clicked', { content_type: 'banner', content_id: 'b1' }),
      ],
    ],
    [
      {},
      [
        page('device-eve', 2 * DAY_MS, '/'),
        identify('device-eve', 2 * DAY_MS + 1_000, 'eve', { plan: 'pro' }),
        track('device-eve', 2 * DAY_MS + HOUR_MS, 'Order Completed', { order_id: 'o3', revenue: 1_000 }, 'eve'),
      ],
    ],
  ];
}

function knownToBackends(): Sample[] {
  const at = (ms: number) => new Date(START + ms).toISOString();
  return [
    { type: 'identify', userId: 'ada', traits: { seats: 5 }, messageId: 'seats-ada', timestamp: at(20 * MINUTE_MS) },
    {
      type: 'group',
      userId: 'alan',
      groupId: 'globex',
      traits: { name: 'Globex' },
      messageId: 'group-alan',
      timestamp: at(8 * DAY_MS + 2 * HOUR_MS),
    },
    { type: 'alias', userId: 'ada', previousId: 'ada-old', messageId: 'alias-ada', timestamp: at(6 * DAY_MS) },
    { type: 'group', userId: 'eve', groupId: 'acme', messageId: 'group-eve', timestamp: at(2 * DAY_MS) },
  ];
}

function page(anonymousId: string, ms: number, path: string): Sample {
  return { ...message(anonymousId, ms), type: 'page', context: context(path) };
}

function track(anonymousId: string, ms: number, event: string, properties: Sample, userId?: string): Sample {
  return { ...message(anonymousId, ms), type: 'track', event, properties, userId, context: context('/cart') };
}

function identify(anonymousId: string, ms: number, userId: string, traits: Sample): Sample {
  return { ...message(anonymousId, ms), type: 'identify', userId, traits, context: context('/login') };
}

function message(anonymousId: string, ms: number): Sample {
  return { anonymousId, messageId: `${anonymousId}-${ms}`, timestamp: new Date(START + ms).toISOString() };
}

function numbered(first: number, messages: readonly Sample[]): Sample[] {
  return messages.map((sample, index) => ({
    ...sample,
    context: { ...(sample.context as Sample), kith: { seq: first + index } },
  }));
}

function context(path: string): Sample {
  return { locale: 'en-GB', page: { url: `https://shop.example${path}`, title: 'Shop' } };
}
