import { CONTENT_EVENTS, SESSION_GAP_MS, SURVEY_EVENTS } from '@kith/protocol';
import fc from 'fast-check';
import { type Campaign, type Event, TRUST } from '../src/event.ts';
import { type Dice, dice, pick, some } from './dice.ts';
import {
  attributesOf,
  contentProperties,
  describingProperties,
  identifiersOf,
  surveyProperties,
  TRACK_NAMES,
  traitsOf,
} from './world-content.ts';

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
