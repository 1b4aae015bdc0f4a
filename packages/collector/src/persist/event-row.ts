import { attributesOf, type Event, type Rules, streamOf, type Trust } from '@kith/fold';
import { CONTENT_EVENTS, type JsonObject, SURVEY_EVENTS } from '@kith/protocol';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';

/** The columns of `event_log` behind `seq`, in the order of the schema. */
export const EVENT_COLUMNS = [
  'message_id',
  'stream',
  'source',
  'type',
  'name',
  'category',
  'user_id',
  'anonymous_id',
  'previous_id',
  'group_id',
  't',
  'fraction',
  'sequence',
  'original_timestamp',
  'sent_at',
  'received_at',
  'clock_flag',
  'trust',
  'is_server',
  'is_active',
  'is_bot',
  'url',
  'host',
  'path',
  'title',
  'referrer',
  'country',
  'region',
  'city',
  'device_type',
  'os_name',
  'os_version',
  'browser_name',
  'browser_version',
  'application',
  'application_version',
  'campaign',
  'language',
  'replay_url',
  'identifiers',
  'properties',
  'traits',
  'context',
  'content_hash',
  'junk_identifiers',
  'identity_verdict',
] as const;

type Value = number | string | null;

/** A row of `event_log`. */
export type EventRow = { readonly [K in (typeof EVENT_COLUMNS)[number]]: Value } & { readonly seq: number };

/** An event with its row number in the log. */
export type LoggedEvent = Event & { readonly seq: number };

/** The values of an event for {@link EVENT_COLUMNS}. */
export function eventValues(event: EnrichedEvent): Value[] {
  const { geo, device, os, browser, application } = event.attributes;
  return [
    event.messageId,
    streamOf(event),
    event.source,
    event.type,
    event.name,
    event.category,
    event.userId,
    event.anonymousId,
    event.previousId,
    event.groupId,
    event.t,
    event.fraction,
    event.sequence,
    event.originalTimestamp,
    event.sentAt,
    event.receivedAt,
    event.clockFlag,
    event.trust,
    Number(event.isServer),
    Number(event.isActive),
    Number(event.isBot),
    event.url,
    event.attributes.host?.host ?? null,
    event.path,
    event.title,
    event.referrer,
    geo?.country ?? null,
    geo?.region ?? null,
    geo?.city ?? null,
    device?.device_type ?? null,
    os?.os_name ?? null,
    os?.os_version ?? null,
    browser?.browser_name ?? null,
    browser?.browser_version ?? null,
    application?.application ?? null,
    application?.application_version ?? null,
    event.campaign && JSON.stringify(event.campaign),
    event.language,
    event.replayUrl,
    event.identifiers.length > 0 ? JSON.stringify(event.identifiers) : null,
    event.json.properties,
    event.json.traits,
    event.json.context,
    event.contentHash,
    event.junk.length > 0 ? JSON.stringify(event.junk) : null,
    event.identityVerdict,
  ];
}

const NOTHING: JsonObject = Object.freeze(Object.create(null));
const RESERVED_NAMES: ReadonlySet<unknown> = new Set([
  ...Object.values(SURVEY_EVENTS),
  ...Object.values(CONTENT_EVENTS),
]);

/** The columns that {@link foldedEvent} reads, in its order. */
const FOLDED = [
  ...(['seq', 'message_id', 'type', 'name', 'anonymous_id', 'user_id', 'previous_id', 'group_id'] as const),
  ...(['t', 'fraction', 'sequence', 'is_server', 'is_active', 'is_bot', 'trust', 'url'] as const),
  ...(['country', 'region', 'city', 'device_type', 'os_name', 'os_version'] as const),
  ...(['browser_name', 'browser_version', 'application', 'application_version', 'host'] as const),
  ...(['campaign', 'language', 'replay_url', 'identifiers', 'traits', 'properties'] as const),
  ...(['sent_at', 'received_at', 'content_hash'] as const),
] satisfies readonly (keyof EventRow)[];

/** What a query of `event_log` selects for {@link foldedEvent}. */
export const FOLDED_COLUMNS: string = FOLDED.map((column) => `event_log.${column}`).join(', ');

/** Values of {@link FOLDED_COLUMNS}, by place, and what was selected behind them: naming each costs more than reading it. */
export type FoldedRow = readonly [
  ...[seq: number, message_id: string, type: Event['type'], name: Text, anonymous_id: Text, user_id: Text],
  ...[previous_id: Text, group_id: Text, t: number, fraction: string, sequence: number],
  ...[is_server: number, is_active: number, is_bot: number, trust: Trust, url: Text],
  ...[country: Text, region: Text, city: Text, device_type: Text, os_name: Text, os_version: Text],
  ...[browser_name: Text, browser_version: Text, application: Text, application_version: Text, host: Text],
  ...[campaign: Text, language: Text, replay_url: Text, identifiers: Text, traits: string, properties: string],
  ...[sent_at: number | null, received_at: number, content_hash: string, ...behind: number[]],
];

type Text = string | null;

/** What the fold reads of a whole row. */
export function eventOf(row: EventRow, rules: Pick<Rules, 'mappings'>): LoggedEvent {
  return foldedEvent(FOLDED.map((column) => row[column]) as unknown as FoldedRow, rules);
}

/** What the fold reads. Content that no rule looks at is not parsed: mapped events are those of the rules. */
export function foldedEvent(row: FoldedRow, { mappings }: Pick<Rules, 'mappings'>): LoggedEvent {
  const [seq, messageId, type, name, anonymousId, userId, previousId, groupId, t, fraction, sequence, ...rest] = row;
  const [isServer, isActive, isBot, trust, url, country, region, city, deviceType, osName, osVersion, ...more] = rest;
  const [browserName, browserVersion, application, applicationVersion, host, campaign, language, ...last] = more;
  const [replayUrl, identifiers, traits, properties, sentAt, receivedAt, contentHash] = last;
  const readsProperties = type === 'track' && (RESERVED_NAMES.has(name) || mappings.has(name ?? ''));
  return {
    ...{ seq, messageId, type, name, anonymousId, userId, previousId, groupId, t, fraction, sequence },
    isServer: isServer === 1,
    isActive: isActive === 1,
    isBot: isBot === 1,
    trust,
    url,
    attributes: attributesOf({
      country,
      region,
      city,
      device_type: deviceType,
      os_name: osName,
      os_version: osVersion,
      browser_name: browserName,
      browser_version: browserVersion,
      application,
      application_version: applicationVersion,
      host,
    }),
    campaign: campaign === null ? null : JSON.parse(campaign),
    language,
    replayUrl,
    identifiers: identifiers === null ? [] : JSON.parse(identifiers),
    traits: foldsTraits({ type }) ? JSON.parse(traits) : NOTHING,
    properties: readsProperties ? JSON.parse(properties) : NOTHING,
    ...{ sentAt, receivedAt, contentHash },
  };
}

function foldsTraits({ type }: Pick<Event, 'type'>): boolean {
  return type === 'identify' || type === 'group';
}
