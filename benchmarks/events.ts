import type { EnrichedEvent } from '../packages/collector/src/enrich/enriched-event.ts';
import { TRUST } from '../packages/fold/src/index.ts';
import { CONTENT_EVENTS, canonicalJson, type JsonObject, SURVEY_EVENTS } from '../packages/protocol/src/index.ts';

/** What {@link events} makes. */
export interface EventsOptions {
  readonly eventCount: number;
  readonly personCount: number;
  /** The same seed gives the same events. */
  readonly seed?: number;
  /** Begins the ids of people and devices: two sets of events with different names share nobody. */
  readonly name?: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When the first session begins. */
const START = Date.UTC(2020, 0, 1);

/** Mean time between two sessions of one person: the session gap several times over. */
const BETWEEN_SESSIONS_MS = 3 * HOUR_MS;

/** Most messages of a session. */
const SESSION_COUNT = 18;

/**
 * Messages as people make them, in the order of their time, one by one: visits on a device or two which begin
 * anonymously and often end in a login, pages with a campaign, clicks, forms, traits, groups, surveys, in-app content,
 * and what a backend tells of the people it knows. Ids begin with the time, as those of Kith's own SDK.
 */
export function* events({
  eventCount,
  personCount,
  seed = 1,
  name = 'person',
}: EventsOptions): Generator<EnrichedEvent> {
  const random = randomNumbers(seed);
  let pending: EnrichedEvent[] = [];
  let count = 0;
  const windowMs = Math.max(HOUR_MS, (BETWEEN_SESSIONS_MS / personCount) * 100);
  for (let windowStart = START; ; windowStart += windowMs) {
    for (let start = windowStart; start < windowStart + windowMs; start += BETWEEN_SESSIONS_MS / personCount) {
      const person = Math.floor(random() * personCount);
      pending.push(...visit({ name, person, start: Math.floor(start + random() * MINUTE_MS), random }));
    }
    pending.sort((a, b) => a.t - b.t);
    const end = pending.findIndex(({ t }) => t >= windowStart + windowMs);
    const ready = end < 0 ? pending : pending.slice(0, end);
    pending = end < 0 ? [] : pending.slice(end);
    for (const event of ready) {
      if (count++ >= eventCount) return;
      yield { ...event, messageId: `${event.t.toString(16).padStart(12, '0')}-${count.toString(36).padStart(6, '0')}` };
    }
  }
}

interface Visit {
  readonly name: string;
  readonly person: number;
  readonly start: number;
  readonly random: () => number;
}

function* visit({ name, person, start, random }: Visit): Generator<EnrichedEvent> {
  const userId = `${name}-${person}`;
  const device = `${userId}-device-${random() < 0.7 ? 0 : 1}`;
  const isKnown = person % 5 !== 4;
  const length = 2 + Math.floor(random() * (SESSION_COUNT - 2));
  const way = random();
  // Where in the visit the person logs in: from the beginning, on the way, never.
  const login = !isKnown ? length : way < 0.35 ? 0 : way < 0.65 ? Math.floor(random() * length) : length;
  const campaign = random() < 0.3 ? CAMPAIGN : null;
  let t = start;
  for (let index = 0; index < length; index++) {
    t += Math.floor(random() * 2 * MINUTE_MS);
    const client = { t, sequence: index, anonymousId: device, userId: index >= login ? userId : null };
    const url = `https://shop.test/page/${Math.floor(random() * 40)}`;
    const kind = random();
    if (index === login) yield event({ ...client, type: 'identify', traits: traitsOf(userId, random) });
    else if (index === 0 || kind < 0.35) yield event({ ...client, type: 'page', name: 'Product', url, campaign });
    else if (kind < 0.37 && isKnown)
      yield event({ ...client, type: 'group', groupId: `team-${person % 50}`, traits: { plan: 'pro' } });
    else if (kind < 0.4) yield* survey({ ...client, url }, random);
    else if (kind < 0.42)
      yield event({
        ...client,
        type: 'track',
        name: CONTENT_EVENTS.shown,
        properties: { content_id: `flow-${person % 9}` },
      });
    else yield event({ ...client, type: 'track', name: NAMES[Math.floor(random() * NAMES.length)] ?? '', url });
  }
  if (isKnown && random() < 0.3) {
    yield event({ t: t + MINUTE_MS, userId, type: 'track', name: 'Invoice Paid', isServer: true, trust: TRUST.server });
  }
}

function* survey(
  client: Partial<EnrichedEvent> & Pick<EnrichedEvent, 't'>,
  random: () => number,
): Generator<EnrichedEvent> {
  const properties = { survey_id: `survey-${Math.floor(random() * 5)}`, survey_name: 'How likely' };
  const answers = { score: Math.floor(random() * 11) };
  yield event({ ...client, type: 'track', name: SURVEY_EVENTS.viewed, properties });
  const answered = { ...properties, answers, seq: 1 };
  if (random() < 0.5)
    yield event({ ...client, t: client.t + 1, type: 'track', name: SURVEY_EVENTS.answered, properties: answered });
}

function traitsOf(userId: string, random: () => number): JsonObject {
  return { email: `${userId}@example.com`, name: `Person ${userId}`, plan: random() < 0.5 ? 'free' : 'pro' };
}

/** An enriched event: everything not given is as on a plain track call of a desktop browser. */
export function event(parts: Partial<EnrichedEvent> & Pick<EnrichedEvent, 't'>): EnrichedEvent {
  const { properties = NOTHING, traits = NOTHING } = parts;
  const json = { ...PLAIN.json, properties: canonicalJson(properties), traits: canonicalJson(traits) };
  return {
    ...PLAIN,
    receivedAt: parts.t + 1_000,
    sentAt: parts.t + 900,
    json,
    ...parts,
    ...(parts.isServer && SERVER),
  };
}

const NAMES = ['Clicked', 'Form Submitted', 'Product Added', 'Searched', 'Video Played'];

const CAMPAIGN: EnrichedEvent['campaign'] = {
  campaign_source: 'newsletter',
  campaign_medium: 'email',
  campaign_name: 'spring',
  campaign_term: null,
  campaign_content: null,
  click_id: null,
  referrer: 'https://mail.test/',
  landing_page: 'https://shop.test/',
};

const NOTHING: JsonObject = {};

const PLAIN: Omit<EnrichedEvent, 'receivedAt' | 'sentAt' | 't'> = {
  messageId: '',
  type: 'track',
  name: null,
  anonymousId: null,
  userId: null,
  previousId: null,
  groupId: null,
  fraction: '',
  sequence: 0,
  isServer: false,
  isActive: true,
  isBot: false,
  trust: TRUST.unverified,
  identityVerdict: null,
  url: null,
  attributes: {
    geo: { country: 'NL', region: 'NH', city: 'Amsterdam' },
    device: { device_type: 'desktop' },
    os: { os_name: 'macOS', os_version: '15' },
    browser: { browser_name: 'Firefox', browser_version: '140' },
    host: { host: 'shop.test' },
  },
  campaign: null,
  language: 'nl',
  replayUrl: null,
  identifiers: [],
  traits: NOTHING,
  properties: NOTHING,
  contentHash: '0123456789abcdef0123456789abcdef',
  source: 'web',
  category: null,
  originalTimestamp: null,
  clockFlag: null,
  host: null,
  path: null,
  title: null,
  referrer: null,
  junk: [],
  json: { properties: '{}', traits: '{}', context: '{"library":{"name":"kith","version":"1.0.0"}}' },
};

const SERVER: Partial<EnrichedEvent> = { attributes: {}, source: 'backend', language: null };

/** Pseudo-random numbers in [0, 1), always the same for a seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
