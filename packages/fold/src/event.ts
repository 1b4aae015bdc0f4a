import type { JsonObject, MessageType } from '@kith/protocol';

/** How far a message's claims are believed. Higher wins whatever the time. */
export const TRUST = { unverified: 0, verified: 1, server: 2 } as const;

/** 0 a browser's claim, 1 a browser with a valid userHash, 2 a backend with the secret key. */
export type Trust = (typeof TRUST)[keyof typeof TRUST];

/** Attribute groups are atomic: a value is never filled in from another event of the group. */
export interface Attributes {
  readonly geo?: { readonly country: string | null; readonly region: string | null; readonly city: string | null };
  readonly device?: { readonly device_type: string };
  readonly os?: { readonly os_name: string | null; readonly os_version: string | null };
  readonly browser?: { readonly browser_name: string | null; readonly browser_version: string | null };
  readonly application?: { readonly application: string; readonly application_version: string | null };
  readonly host?: { readonly host: string };
}

/** Where a visit came from, read off its entry event: utm parameters, click ids, referrer, landing page. Null is direct traffic. */
export interface Campaign {
  readonly campaign_source: string | null;
  readonly campaign_medium: string | null;
  readonly campaign_name: string | null;
  readonly campaign_term: string | null;
  readonly campaign_content: string | null;
  /** Name of the click id parameter, `gclid` and the like, and its value. */
  readonly click_id: string | null;
  readonly referrer: string | null;
  readonly landing_page: string | null;
}

/** A custom id or push token named by an event. Searchable; never merges people. */
export interface NamedIdentifier {
  readonly kind: 'external' | 'token';
  /** For external ids `type:id`, else the token. */
  readonly identifier: string;
}

/**
 * An accepted, stored message: everything the fold reads, and nothing else. What depends on outside data (device, geo,
 * clock, trust) was resolved once, at ingest.
 */
export interface Event {
  /** Unique within the stream. */
  readonly messageId: string;
  readonly type: MessageType;
  /** Name of the track event, page or screen. */
  readonly name: string | null;
  readonly anonymousId: string | null;
  /** At least one of anonymousId and userId is given. */
  readonly userId: string | null;
  /** On alias: the id that is to become userId. */
  readonly previousId: string | null;
  /** Of a group call, else `context.groupId`. */
  readonly groupId: string | null;
  /** Event time: corrected, clamped, in ms since 1970. */
  readonly t: number;
  /** Digits of the event time below the millisecond, without trailing zeros. */
  readonly fraction: string;
  /** The SDK's own number of the message on its device; 0 without one. */
  readonly sequence: number;
  /** From a backend. Such messages never make, extend or describe sessions. */
  readonly isServer: boolean;
  /** `context.active` is not false. */
  readonly isActive: boolean;
  readonly isBot: boolean;
  readonly trust: Trust;
  readonly url: string | null;
  readonly attributes: Attributes;
  readonly campaign: Campaign | null;
  readonly language: string | null;
  readonly replayUrl: string | null;
  readonly identifiers: readonly NamedIdentifier[];
  /** What folds as traits: of identify (`context.traits` under `traits`) and group calls; empty on all others. */
  readonly traits: JsonObject;
  readonly properties: JsonObject;
  /** ms since 1970, null when the sender gave none. Together with the next two it chooses among copies; nothing else reads them. */
  readonly sentAt: number | null;
  /** ms since 1970. */
  readonly receivedAt: number;
  /** Hash of the canonical content without transport fields. */
  readonly contentHash: string;
}

/** Whether an event can make, extend or bridge sessions: an interaction of a person with a page or app. */
export function isActivity(event: Event): boolean {
  return !event.isServer && event.type !== 'alias' && event.isActive;
}

/** The stream of a message: its device, else its user. Deduplication and device sessions need only a stream's own events. */
export function streamOf(event: Pick<Event, 'anonymousId' | 'userId'>): string {
  return event.anonymousId === null ? `u:${event.userId}` : `a:${event.anonymousId}`;
}
