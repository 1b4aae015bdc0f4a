import { CONTENT_EVENTS, type JsonObject, type JsonValue, SESSION_GAP_MS, SURVEY_EVENTS } from '@kith/protocol';
import fc from 'fast-check';
import { type Enforcement, FOR_EVER } from '../src/enforcement.ts';
import { type Attributes, type Campaign, type Event, type NamedIdentifier, TRUST } from '../src/event.ts';
import { DEFAULT_RULES, type IdentityPolicy, type Merge, mergesByIdentity, pairKey, type Rules } from '../src/rules.ts';

/** A Sunday evening, so that most worlds cross midnight UTC. */
export const BASE_MS = Date.UTC(2026, 2, 1, 22, 30);

/** Direct traffic with nothing known: the campaign whose fields are all null. */
export const NO_CAMPAIGN: Campaign = {
  campaign_source: null,
  campaign_medium: null,
  campaign_name: null,
  campaign_term: null,
  campaign_content: null,
  click_id: null,
  referrer: null,
  landing_page: null,
};

/** What a test says about an event; all the rest is by default. */
export type EventParts = Partial<Event> & Pick<Event, 'messageId'>;

/** An event of which a test gives what it is about: by default a client's track message `Clicked` at {@link BASE_MS}. */
export function event(parts: EventParts): Event {
  const whole: Event = { ...defaultsOf(parts), ...parts };
  return { ...whole, contentHash: parts.contentHash ?? contentOf(whole) };
}

/** The reverse of {@link event}: only what is not by default, for reading and keeping counterexamples. */
export function partsOf(whole: Event): EventParts {
  const bare = event({ messageId: whole.messageId, type: whole.type, isServer: whole.isServer, t: whole.t });
  const given = Object.entries(whole).filter(
    ([field, value]) => field !== 'contentHash' && JSON.stringify(value) !== JSON.stringify(bare[field as keyof Event]),
  );
  return {
    ...Object.fromEntries(given),
    messageId: whole.messageId,
    type: whole.type,
    isServer: whole.isServer,
    t: whole.t,
  };
}

function defaultsOf({ messageId, type = 'track', isServer = false, t = BASE_MS }: EventParts): Event {
  return {
    messageId,
    type,
    name: type === 'track' ? 'Clicked' : null,
    anonymousId: null,
    userId: null,
    previousId: null,
    groupId: null,
    t,
    fraction: '',
    sequence: 0,
    isServer,
    isActive: true,
    isBot: false,
    trust: isServer ? TRUST.server : TRUST.unverified,
    url: null,
    attributes: {},
    campaign: null,
    language: null,
    replayUrl: null,
    identifiers: [],
    traits: {},
    properties: {},
    sentAt: t + 100,
    receivedAt: t + 200,
    contentHash: '',
  };
}

// Stands for a hash: equal exactly for equal content, which excludes the transport's fields.
function contentOf({ contentHash, sentAt, receivedAt, trust, ...content }: Event): string {
  return JSON.stringify(Object.values(content));
}

/** A world: what arrives, in the order it arrives. Copies of one message share its stream and message id. */
export type World = readonly Event[];

/**
 * Worlds of a few devices and people whose messages cluster around the edges of sessions. Every message is decoded from
 * five small numbers, which keeps generation cheap and lets a counterexample shrink to its essence: 0 is the plainest choice.
 */
export function worlds({
  maxEvents = 20,
  maxCopies = 4,
}: {
  maxEvents?: number;
  maxCopies?: number;
} = {}): fc.Arbitrary<World> {
  const message = fc.tuple(fc.nat(999), fc.nat(999), fc.nat(7), fc.nat(99), fc.nat(999_999));
  const copy = fc.tuple(fc.nat(99), fc.nat(999_999));
  return fc
    .tuple(
      fc.nat(99_999),
      fc.array(message, { minLength: 1, maxLength: maxEvents, size: 'max' }),
      fc.array(copy, { maxLength: maxCopies, size: 'max' }),
    )
    .map(([cast, messages, copies]) => {
      const world = dice(cast);
      const devices = some(DEVICES, world(8, 1), pick([1, 1, 1, 2, 2, 3, 4], world, 2));
      const users = some(USERS, world(8, 3), pick([1, 2, 2, 3, 4], world, 4));
      const kinds = pick(THEMES, world, 5);
      const slots = pick(SLOTS, world, 6);
      const hasTies = world(2, 7) === 0;
      const originals = messages.map(([kind, who, slot, when, detail]) =>
        messageOf(kinds[kind % kinds.length] ?? 'page', {
          who,
          slot: slots[slot] ?? 0,
          when,
          hasTies,
          devices,
          users,
          roll: dice(detail),
        }),
      );
      const all = [...originals];
      for (const [index, change] of copies) {
        const original = originals[index % originals.length];
        if (original !== undefined)
          all.splice((index * 7) % (all.length + 1), 0, copyOf(original, users, dice(change)));
      }
      return all;
    });
}

/** Rules with something to say about a world, for every number; 0 and a third of the numbers are the rules nobody has decided about. */
export function rulesFor(world: World, seed: number): Rules {
  if (seed % 3 === 0) return DEFAULT_RULES;
  const roll = dice(seed);
  const users = [...new Set(world.flatMap(({ userId }) => userId ?? []))];
  const pairs = world.flatMap(({ type, anonymousId, userId, previousId }): string[] => {
    if (userId === null) return [];
    const isAlias = type === 'alias' && previousId !== null;
    return [
      ...(anonymousId === null ? [] : [pairKey(`a:${anonymousId}`, `u:${userId}`)]),
      ...(isAlias ? [pairKey(`u:${userId}`, `u:${previousId}`), pairKey(`a:${previousId}`, `u:${userId}`)] : []),
    ];
  });
  // Pairs of people whom nothing links, and which may be one by a detour, mean nothing.
  if (users.length > 1) pairs.push(pairKey(`u:${pick(users, roll, 1)}`, `u:${pick(users, roll, 2)}`));
  const unlinked = new Set<string>();
  for (let count = pick([0, 0, 1, 2, 3], roll, 3); count > 0 && pairs.length > 0; count--) {
    unlinked.add(pick(pairs, roll, 3 + count));
  }
  const devices = [...new Set(world.flatMap(({ anonymousId }) => anonymousId ?? []))];
  // Most of them people and devices of the world; some have not come.
  const people = [...users, ...users, 'ghost'];
  const merges: MergeParts[] = [];
  for (let count = pick([0, 0, 1, 1, 2, 3], roll, 60); count > 0; count--) {
    const user = pick(people, roll, 60 + count);
    const other =
      roll(3, 70 + count) === 0
        ? `a:${pick([...devices, 'ghost'], roll, 80 + count)}`
        : `u:${pick(people, roll, 80 + count)}`;
    const t = pick(world, roll, 90 + count)!.t + roll(3, 100 + count) - 1;
    if (other !== `u:${user}` && !merges.some((merge) => isSamePair(merge, [other, user, t])))
      merges.push([other, user, t]);
  }
  const mappings = new Map<string, Map<string, string>>();
  for (let count = pick([0, 3, 5, 8], roll, 10); count > 0; count--) {
    const name = pick(MAPPED_NAMES, roll, 10 + count);
    const properties = mappings.get(name) ?? new Map();
    properties.set(pick(MAPPED_PROPERTIES, roll, 20 + count), pick(MAPPED_KEYS, roll, 30 + count));
    mappings.set(name, properties);
  }
  return {
    identityPolicy: pick(POLICIES, roll, 40),
    sessionGapMs: pick([SESSION_GAP_MS, SESSION_GAP_MS, SESSION_GAP_MS / 6, SESSION_GAP_MS * 2], roll, 41),
    unlinked,
    merges: mergesOf(merges),
    mappings,
    enforced: enforcedOf(world, roll),
  };
}

function isSamePair([identity, user]: MergeParts, [otherIdentity, otherUser]: MergeParts): boolean {
  return pairKey(identity, `u:${user}`) === pairKey(otherIdentity, `u:${otherUser}`);
}

function mergesOf(parts: readonly MergeParts[]): Rules['merges'] {
  return mergesByIdentity(
    parts.map(([identity, user, t], index) => ({
      identity,
      user,
      position: [t, '', index + 1, `decision:${index + 1}`, user],
    })),
  );
}

// Around times at which something was received.
function enforcedOf(world: World, roll: Dice): Enforcement[] {
  const times = [0, 1].map((index) => (pick(world, roll, 50 + index)?.receivedAt ?? 0) + roll(2, 52 + index));
  const [from = 0, to = 0] = times.sort((a, b) => a - b);
  return pick(
    [
      [],
      [],
      [[from, FOR_EVER]],
      [[from, to]],
      [
        [0, from],
        [to, FOR_EVER],
      ],
    ],
    roll,
    54,
  );
}

/** Who joins which user, and when that was decided. */
type MergeParts = readonly [identity: string, user: string, t: number];

/** Rules as JSON can hold them. */
export interface RulesParts {
  readonly identityPolicy?: IdentityPolicy;
  readonly sessionGapMs?: number;
  /** Pairs of identifiers. */
  readonly unlinked?: readonly (readonly [string, string])[];
  /** In the order in which they were decided. */
  readonly merges?: readonly MergeParts[];
  /** Event name, property, trait. */
  readonly mappings?: readonly (readonly [string, string, string])[];
  readonly enforced?: readonly Enforcement[];
}

/** Rules of which a test gives what it is about. */
export function rules({ unlinked = [], merges = [], mappings = [], ...rest }: RulesParts = {}): Rules {
  const byName = new Map<string, Map<string, string>>();
  for (const [name, property, key] of mappings) {
    byName.set(name, (byName.get(name) ?? new Map()).set(property, key));
  }
  return {
    ...DEFAULT_RULES,
    ...rest,
    unlinked: new Set(unlinked.map(([a, b]) => pairKey(a, b))),
    merges: mergesOf(merges),
    mappings: byName,
  };
}

/** The reverse of {@link rules}. */
export function rulesPartsOf({ unlinked, merges, mappings, ...rest }: Rules): RulesParts {
  return {
    ...rest,
    merges: decided(merges).map(({ identity, user, position }): MergeParts => [identity, user, position[0]]),
    unlinked: [...unlinked].map((pair) => JSON.parse(pair)),
    mappings: [...mappings].flatMap(([name, properties]) =>
      [...properties].map(([property, key]): [string, string, string] => [name, property, key]),
    ),
  };
}

/** Every merge once, in the order in which they were decided. */
export function decided(merges: Rules['merges']): Merge[] {
  return [...new Set([...merges.values()].flat())].sort((a, b) => a.position[2] - b.position[2]);
}

/** An order of `values` for every number; 0 is the order as it is. */
export function permuted<T>(values: readonly T[], seed: number): T[] {
  const result = [...values];
  if (seed === 0) return result;
  const next = generator(seed);
  for (let index = result.length - 1; index > 0; index--) {
    const other = next(index + 1);
    [result[index], result[other]] = [result[other]!, result[index]!];
  }
  return result;
}

/** A division of `values` into batches (some of them empty) for every number; 0 is one batch. */
export function batched<T>(values: readonly T[], seed: number): T[][] {
  if (seed === 0) return [[...values]];
  const next = generator(seed);
  const largest = 1 + next(values.length);
  const batches: T[][] = [];
  for (let start = 0; start < values.length; ) {
    const size = next(largest + 1);
    batches.push(values.slice(start, start + size));
    start += size;
  }
  return batches;
}

// The cast. Ids are compared as UTF-8 bytes ('😀' is behind 'ﬁ' there, before it in UTF-16), may be names of
// Object.prototype's members, and one text may name a device and a user.
const DEVICES = ['d1', 'd2', 'd3', '😀', 'ﬁ', '42', '__proto__', 'é'];
const USERS = ['ada', '42', 'é', '😀', 'ﬁ', '__proto__', 'constructor', 'd1'];
const MESSAGE_PREFIXES = ['m', 'a', 'Z', 'é', '😀', 'ﬁ', '__proto__', '0'];

const HALF_GAP_MS = SESSION_GAP_MS / 2;
// In gaps after the base, from one long evening to visits on different days.
const SLOTS = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [0, 0, 0, 1, 1, 2, 3, 5],
  [0, 0, 0, 1, 1, 2, 2, 50],
  [0, 1, 2, 3, 4, 6, 8, 50],
  [0, 0, 2, 2, 4, 50, 50, 100],
];
const JITTERS_MS = [0, 0, 0, 0, 0, 0, 1, -1, 1, HALF_GAP_MS, -HALF_GAP_MS, 1_000, 300_000, 300_001];
const FRACTIONS = ['', '', '', '', '', '5', '48', '0048', '481'];
const SEQUENCES = [0, 0, 0, 0, 1, 2, 10];

const POLICIES: readonly IdentityPolicy[] = ['device', 'first-device', 'none', 'session', 'first-device', 'device'];

type Kind =
  | 'alias'
  | 'content'
  | 'group'
  | 'identify'
  | 'inactive'
  | 'page'
  | 'server alias'
  | 'server content'
  | 'server group'
  | 'server identify'
  | 'server survey'
  | 'server track'
  | 'survey'
  | 'track';

// What most messages of a world are. The first is the plainest.
const THEMES: readonly (readonly Kind[])[] = [
  [
    'page',
    'track',
    'identify',
    'page',
    'track',
    'inactive',
    'server track',
    'alias',
    'group',
    'survey',
    'server alias',
    'content',
  ],
  ['page', 'track', 'page', 'track', 'identify', 'inactive', 'server track'],
  ['page', 'page', 'track', 'inactive', 'alias', 'server track', 'identify'],
  ['server alias', 'alias', 'page', 'server alias', 'identify', 'track'],
  ['identify', 'server identify', 'identify', 'page', 'server alias', 'group'],
  ['survey', 'survey', 'survey', 'page', 'survey', 'identify', 'survey', 'server track', 'alias', 'server survey'],
  ['survey', 'survey', 'survey', 'page', 'identify', 'survey'],
  ['group', 'server group', 'identify', 'page', 'alias', 'server alias', 'group'],
  ['identify', 'identify', 'server identify', 'identify', 'track', 'identify', 'identify'],
  ['content', 'content', 'identify', 'content', 'page', 'server content', 'content'],
  ['content', 'survey', 'content', 'survey', 'content', 'survey', 'page', 'identify'],
];

interface Choices {
  readonly who: number;
  readonly slot: number;
  readonly when: number;
  /** Whether equal times are left to the message id. */
  readonly hasTies: boolean;
  readonly devices: readonly string[];
  readonly users: readonly string[];
  readonly roll: Dice;
}

/** A number below `sides`, independent for every salt. */
type Dice = (sides: number, salt: number) => number;

function messageOf(kind: Kind, { who, slot, when, hasTies, devices, users, roll }: Choices): Event {
  const isServer = kind.startsWith('server');
  const device = devices[who % devices.length] ?? 'd1';
  const user = users[Math.floor(who / 4) % users.length] ?? 'ada';
  // Which of the ids it has: more logins on identify, more backends without the device.
  const ids = Math.floor(who / 16) % 10;
  const hasUser = isServer ? ids < 8 : ids >= (kind === 'identify' || kind === 'alias' || kind === 'group' ? 3 : 7);
  const hasDevice = isServer ? ids >= 5 : !hasUser || ids < 9;
  const t = BASE_MS + slot * SESSION_GAP_MS + (JITTERS_MS[when % JITTERS_MS.length] ?? 0);
  const common = {
    messageId: `${pick(MESSAGE_PREFIXES, roll, 1)}${roll(6, 2)}`,
    anonymousId: hasDevice ? device : null,
    userId: hasUser ? user : null,
    t,
    fraction: hasTies ? '' : (FRACTIONS[Math.floor(when / 10) % FRACTIONS.length] ?? ''),
    sequence: hasTies ? 0 : pick(SEQUENCES, roll, 3),
    isServer,
    isActive: kind !== 'inactive' && roll(12, 4) !== 1,
    isBot: roll(5, 5) === 1,
    trust: trustOf(isServer, roll),
    sentAt: roll(6, 6) === 1 ? null : t + roll(3, 7) * 1_000,
    receivedAt: t + 5_000 + roll(3, 8),
    url: roll(3, 9) === 0 ? null : `https://example.org/${roll(5, 9)}`,
    attributes: attributesOf(roll),
    campaign: roll(3, 10) === 1 ? { ...NO_CAMPAIGN, campaign_source: `source ${roll(4, 11)}`, referrer: null } : null,
    language: pick([null, 'de', 'en-GB'], roll, 12),
    replayUrl: roll(6, 13) === 1 ? `https://replay.example.org/${roll(3, 14)}` : null,
    identifiers: identifiersOf(roll),
    // Fields which mean something on other types only.
    groupId: roll(8, 16) === 1 ? 'acme' : null,
    previousId: roll(10, 17) === 1 ? pick([...users, ...devices], roll, 18) : null,
    properties:
      roll(8, 19) === 1 ? { survey_id: 'nps', answers: { q: 1 }, content_id: 'tour' } : describingProperties(roll),
  };
  switch (kind) {
    case 'page':
      return event({
        ...common,
        type: roll(5, 20) === 1 ? 'screen' : 'page',
        name: pick([null, 'Home', SURVEY_EVENTS.answered, 'Clicked', CONTENT_EVENTS.shown], roll, 21),
      });
    case 'track':
    case 'inactive':
    case 'server track':
      return event({ ...common, type: 'track', name: pick(TRACK_NAMES, roll, 20) });
    case 'survey':
    case 'server survey':
      return event({
        ...common,
        type: 'track',
        name: pick(Object.values(SURVEY_EVENTS), roll, 20),
        properties: surveyProperties(roll),
      });
    case 'content':
    case 'server content':
      return event({
        ...common,
        type: 'track',
        name: pick(Object.values(CONTENT_EVENTS), roll, 20),
        properties: contentProperties(roll),
      });
    case 'identify':
    case 'server identify':
      return event({ ...common, type: 'identify', traits: traitsOf(roll) });
    case 'group':
    case 'server group':
      return event({
        ...common,
        type: 'group',
        groupId: pick(['acme', 'é', '__proto__'], roll, 20),
        traits: traitsOf(roll),
      });
    case 'alias':
    case 'server alias': {
      const previous = roll(3, 20) === 1 ? devices : users;
      const previousId = roll(12, 22) === 1 ? 'ghost' : (previous[roll(4, 21) % previous.length] ?? null);
      return event({ ...common, type: 'alias', previousId });
    }
  }
}

/** Another copy of a message: same stream and message id; what else changes on the way, and what a careless sender changes. */
function copyOf(original: Event, users: readonly string[], roll: Dice): Event {
  const sentAt = pick([original.sentAt, null, original.t, original.t + 60_000], roll, 1);
  const receivedAt = original.receivedAt + pick([0, 1, -1, 86_400_000], roll, 2);
  const { contentHash, ...same } = { ...original, sentAt, receivedAt };
  switch (roll(9, 3)) {
    case 0:
    case 1:
      return { ...same, contentHash };
    case 2:
      return event({ ...same, trust: pick([TRUST.unverified, TRUST.verified, TRUST.server], roll, 4) });
    case 3:
      return event({
        ...same,
        isServer: !original.isServer,
        trust: original.isServer ? TRUST.unverified : TRUST.server,
      });
    case 4:
    case 5:
      return original.anonymousId === null ? event(same) : event({ ...same, userId: pick([...users, null], roll, 4) });
    case 6:
      return event({ ...same, t: original.t + pick([1, -1, SESSION_GAP_MS, -HALF_GAP_MS], roll, 4) });
    case 7:
      return event({ ...same, isActive: !original.isActive });
    default:
      return event({ ...same, ...(original.type === 'identify' ? { traits: traitsOf(roll) } : { url: null }) });
  }
}

// A backend with a browser's key is a server of no trust.
function trustOf(isServer: boolean, roll: Dice): Event['trust'] {
  if (isServer) return roll(6, 15) === 1 ? TRUST.unverified : TRUST.server;
  return roll(4, 15) === 1 ? TRUST.verified : TRUST.unverified;
}

// 'Survey Viewed' and 'Content Shown' have their own properties and may be mapped like any other.
const MAPPED_NAMES: readonly string[] = [
  'Clicked',
  'Clicked',
  'Clicked',
  'é',
  '__proto__',
  'Survey Viewed',
  'Content Shown',
];
const MAPPED_PROPERTIES = ['mail', '😀', 'ﬁ', '__proto__', 'content_name', 'mail', '😀', 'ﬁ'];
const MAPPED_KEYS = ['plan', 'email', 'score', 'first_name', 'firstName', '__proto__', 'plan', 'plan'];

function describingProperties(roll: Dice): JsonObject {
  const properties: Record<string, JsonValue> = Object.create(null);
  if (roll(3, 90) === 0) return properties;
  for (let index = 0; index < 3; index++) {
    const value = pick([...TRAIT_VALUES, ...OPERATION_VALUES], roll, 91 + index);
    properties[pick(MAPPED_PROPERTIES, roll, 94 + index)] = value;
  }
  return properties;
}

function contentProperties(roll: Dice): JsonObject {
  const properties: Record<string, JsonValue> = Object.create(null);
  const give = (key: string, values: readonly (JsonValue | undefined)[], salt: number): void => {
    const value = pick(values, roll, salt);
    if (value !== undefined) properties[key] = value;
  };
  give('content_id', ['tour', 'tour', 'tour', 'tour', 'tour', 'tour', 'tip', 7, undefined, '', true], 80);
  give('content_type', ['banner', 'banner', 'banner', 'banner', 'banner', undefined, 'content', 5, '', null], 81);
  give('content_name', ['Tour', 'The tour', undefined, 5, '', null], 82);
  return properties;
}

const TRACK_NAMES: readonly string[] = [
  'Clicked',
  'Rage Click',
  'Dead Click',
  'Error Click',
  'é',
  'Clicked',
  'Charged',
  'Order Completed',
  '__proto__',
];

function attributesOf(roll: Dice): Attributes {
  const has = (salt: number): boolean => roll(3, salt) === 1;
  return {
    ...(has(30) && {
      geo: { country: 'DE', region: pick([null, 'DE-BE'], roll, 31), city: pick([null, 'Berlin'], roll, 32) },
    }),
    ...(has(33) && { device: { device_type: pick(['desktop', 'mobile'], roll, 34) } }),
    ...(has(35) && {
      os: { os_name: pick(['iOS', 'Windows', null], roll, 36), os_version: pick([null, '11'], roll, 37) },
    }),
    ...(has(38) && {
      browser: { browser_name: pick(['Firefox', 'Safari'], roll, 39), browser_version: pick([null, '1'], roll, 40) },
    }),
    ...(has(41) && {
      application: { application: pick(['app', 'shop'], roll, 42), application_version: pick([null, '2.0'], roll, 43) },
    }),
    ...(has(44) && { host: { host: pick(['a.example.org', 'b.example.org'], roll, 45) } }),
  };
}

function identifiersOf(roll: Dice): NamedIdentifier[] {
  const named: NamedIdentifier[] = [];
  if (roll(8, 50) === 1) named.push({ kind: 'external', identifier: pick(['crm:1', 'crm:2'], roll, 51) });
  if (roll(8, 52) === 1) named.push({ kind: 'token', identifier: pick(['crm:1', 'token'], roll, 53) });
  return named;
}

const TRAIT_KEYS = [
  'email',
  'phone',
  'name',
  'firstName',
  'first_name',
  'lastName',
  'last_name',
  'birthday',
  'dob',
  'DOB',
  'createdAt',
  'created_at',
  'msg_email',
  'msgEmail',
  'msg_push',
  'msgSms',
  'msgWhatsapp',
  'gender',
  'timezone',
  'language',
  'is_test_user',
  'plan',
  '__proto__',
  'ﬁ',
  '😀',
];
const TRAIT_VALUES: readonly JsonValue[] = [
  'a',
  'b',
  null,
  '',
  1,
  0,
  true,
  false,
  'Yes',
  'OFF',
  1.5,
  ['b', null],
  { b: 1, a: [{}] },
];
// What is said of a number and of a list: floating point shows in these sums, and which operations count in all of them.
const ADDITIONS: readonly JsonValue[] = [
  { $add: 0.1 },
  { $add: 0.2 },
  { $add: 0.7 },
  { $add: -1e-7 },
  { $add: 1e21 },
  { $add: 'much' },
  { $add: 1, $union: ['b'] },
  { $setOnce: 10 },
  { $setOnce: 0.5 },
  { $setOnce: null },
  null,
  0.7,
  1,
  ['b'],
];
const ELEMENT_CHANGES: readonly JsonValue[] = [
  { $union: ['b', 'c'] },
  { $union: ['c', { b: 1, a: 2 }] },
  { $union: 'c' },
  { $union: ['😀', 'ﬁ'] },
  { $union: [] },
  { $remove: ['b'] },
  { $remove: ['b', 'c'] },
  { $remove: [{ a: 2, b: 1 }, 1] },
  { $remove: 'c' },
  { $setOnce: ['c', 'b', 'b'] },
  { $setOnce: 'first' },
  { $add: 1 },
  { $unset: true },
  null,
  ['b', 'a', 'b'],
  [],
];
const OPERATION_VALUES: readonly JsonValue[] = [...ADDITIONS, ...ELEMENT_CHANGES];
const CREATED_VALUES: readonly JsonValue[] = [
  '2024-02-29T10:00:00.1239+01:00',
  1_700_000_000,
  '1700000000',
  1_700_000_000_123,
  '1700000000123',
  99_999_999_999,
  100_000_000_000,
  1_700_000_000.5,
  'yesterday',
  '',
  null,
  true,
  1e300,
];

function traitsOf(roll: Dice): JsonObject {
  const traits: Record<string, JsonValue> = Object.create(null);
  const count = roll(5, 60);
  for (let index = 0; index < count; index++) {
    const key = pick(TRAIT_KEYS, roll, 61 + index);
    traits[key] = pick(key.startsWith('created') ? CREATED_VALUES : TRAIT_VALUES, roll, 71 + index);
  }
  // Keys of which much is said, for what happens when operations meet.
  if (roll(2, 100) === 1) traits.score = pick(ADDITIONS, roll, 101);
  if (roll(2, 102) === 1) traits.tags = pick(ELEMENT_CHANGES, roll, 103);
  if (roll(8, 104) === 1) traits.email = pick(OPERATION_VALUES, roll, 105);
  return traits;
}

function surveyProperties(roll: Dice): JsonObject {
  const properties: Record<string, JsonValue> = Object.create(null);
  const give = (key: string, values: readonly (JsonValue | undefined)[], salt: number): void => {
    const value = pick(values, roll, salt);
    if (value !== undefined) properties[key] = value;
  };
  give('survey_id', ['nps', 'nps', 'nps', 'nps', 'nps', 'nps', 'nps.q', 'nps.q', 7, undefined, '', true], 80);
  give('response_id', ['r1', 'r1', 'r1', 'r1', 'r1', 'r2', 1, undefined], 81);
  give('seq', [1, 2, 3, 2, undefined, '9'], 82);
  give('survey_name', ['NPS', 'Exit', undefined, 5], 83);
  give(
    'answers',
    [{ q: 9 }, answersOf('q', 'q.r'), answersOf('r'), { q: null }, {}, undefined, [1], 'q', answersOf('__proto__')],
    84,
  );
  give('questions', [undefined, QUESTIONS, { q: { text: 'Why?' }, r: { text: '' } }, { q: 'Why?' }, ['q']], 85);
  return properties;
}

const QUESTIONS: JsonObject = { q: { text: 'How?', type: 'score' }, 'q.r': { text: 5 }, r: { type: 'text' } };

function answersOf(...questions: string[]): JsonObject {
  const answers: Record<string, JsonValue> = Object.create(null);
  for (const question of questions) answers[question] = `${questions.length}`;
  return answers;
}

function some(pool: readonly string[], offset: number, count: number): string[] {
  return [...pool, ...pool].slice(offset, offset + count);
}

function pick<T>(values: readonly T[], roll: Dice, salt: number): T {
  return values[roll(values.length, salt)]!;
}

function dice(seed: number): Dice {
  return (sides, salt) => (seed === 0 ? 0 : mixed(Math.imul(seed, 0x9e3779b1) + Math.imul(salt, 0x85ebca6b)) % sides);
}

function generator(seed: number): (sides: number) => number {
  let count = 0;
  const roll = dice(seed);
  return (sides) => roll(sides, ++count);
}

function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
