import type { JsonObject } from './json.ts';
import type { Time } from './time.ts';

/** The calls of the [Segment spec](https://segment.com/docs/connections/spec/). */
export type MessageType = 'alias' | 'group' | 'identify' | 'page' | 'screen' | 'track';

/** All message types, for lookups by name. */
export const MESSAGE_TYPES: ReadonlySet<string> = new Set(['alias', 'group', 'identify', 'page', 'screen', 'track']);

/** `context` as the browser SDK writes it; other senders may put anything here. */
export interface MessageContext {
  /** `false` where the message is not an interaction of the person (web vitals, automatic exposures). */
  active?: boolean;
  app?: { name?: string; namespace?: string; version?: string };
  campaign?: Record<string, string>;
  device?: { maxTouchPoints?: number; token?: string };
  externalIds?: { id: string; type: string }[];
  groupId?: string;
  /** Our SDK's own: `seq` numbers the messages of a device from 1, so that ties have an order and losses can be counted. */
  kith?: {
    seq: number;
    /** How many messages of the device were dropped before they arrived. */
    dropped?: number | undefined;
    /** Query parameters and whether the hash, which the site declares no secret, so that addresses are stored with them. */
    urlParameters?: readonly string[] | undefined;
    keepHash?: boolean | undefined;
  };
  library?: { name: string; version: string };
  locale?: string;
  page?: {
    url?: string | undefined;
    path?: string;
    search?: string;
    title?: string;
    referrer?: string | undefined;
  };
  replayUrl?: string;
  screen?: { width: number; height: number; density?: number };
  /** Start of the SDK's session, ms since 1970, as RudderStack sends it. A hint: sessions are derived from event times. */
  sessionId?: number | undefined;
  /** True on the first message of the SDK's session. */
  sessionStart?: boolean | undefined;
  timezone?: string;
  userAgent?: string;
  userAgentData?: JsonObject;
  userHash?: string;
}

/** A message as it travels: the body of `POST /v1/track` and the like, or one entry of `batch`. */
export interface WireMessage {
  type: MessageType;
  messageId?: string;
  anonymousId?: string | null;
  userId?: string | null;
  previousId?: string;
  groupId?: string;
  /** Name of a track event. */
  event?: string;
  /** Name of a page or screen. */
  name?: string;
  category?: string;
  /** ISO-8601. When it happened, by the sender's clock. */
  timestamp?: string;
  /** ISO-8601. When it was sent, by the sender's clock. */
  sentAt?: string;
  properties?: JsonObject;
  traits?: JsonObject;
  context?: MessageContext;
}

/** The body of `POST /v1/batch`. `context` is merged under each message's own. */
export interface Batch {
  batch: WireMessage[];
  sentAt?: string;
  writeKey?: string;
  context?: MessageContext;
  /** Ids of messages which the sender may have sent before; the answer's `confirmed` says which of them are stored. */
  confirm?: readonly string[];
}

/** The content of a message as canonical JSON. */
export interface ContentTexts {
  readonly properties: string;
  readonly traits: string;
  readonly context: string;
}

/** A validated message: identifiers read, content canonical, nothing unknown left. */
export interface Message {
  readonly type: MessageType;
  /** As sent; null when the sender gave none. */
  readonly messageId: string | null;
  readonly anonymousId: string | null;
  readonly userId: string | null;
  /** Only on alias. */
  readonly previousId: string | null;
  /** Of a group call, else `context.groupId`. */
  readonly groupId: string | null;
  /** Name of the track event, page or screen. */
  readonly name: string | null;
  readonly category: string | null;
  /** The sender's `timestamp`, else `originalTimestamp`. */
  readonly timestamp: Time | null;
  readonly sentAt: Time | null;
  readonly channel: string | null;
  readonly properties: JsonObject;
  readonly traits: JsonObject;
  readonly context: JsonObject;
  /** The canonical texts of `properties`, `traits` and `context`. */
  readonly json: ContentTexts;
  /** Identifier fields that held a well-known mistake such as `"undefined"` and were ignored. */
  readonly junk: readonly string[];
}
