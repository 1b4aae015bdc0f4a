import { type Event, type Rules, streamOf, TRUST, type Trust } from '@kith/fold';
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

/** What the fold reads of a row. Content that no rule looks at is not parsed: mapped events are those of the rules. */
export function eventOf(row: EventRow, { mappings }: Pick<Rules, 'mappings'>): LoggedEvent {
  const readsProperties = row.type === 'track' && (RESERVED_NAMES.has(row.name) || mappings.has(String(row.name)));
  const type = row.type as Event['type'];
  return {
    seq: row.seq,
    messageId: text(row.message_id),
    type,
    name: textOrNull(row.name),
    anonymousId: textOrNull(row.anonymous_id),
    userId: textOrNull(row.user_id),
    previousId: textOrNull(row.previous_id),
    groupId: textOrNull(row.group_id),
    t: Number(row.t),
    fraction: text(row.fraction),
    sequence: Number(row.sequence),
    isServer: row.is_server === 1,
    isActive: row.is_active === 1,
    isBot: row.is_bot === 1,
    trust: trustOf(row.trust),
    url: textOrNull(row.url),
    attributes: attributesOf(row),
    campaign: row.campaign === null ? null : JSON.parse(text(row.campaign)),
    language: textOrNull(row.language),
    replayUrl: textOrNull(row.replay_url),
    identifiers: row.identifiers === null ? [] : JSON.parse(text(row.identifiers)),
    traits: foldsTraits({ type }) ? JSON.parse(text(row.traits)) : NOTHING,
    properties: readsProperties ? JSON.parse(text(row.properties)) : NOTHING,
    sentAt: row.sent_at === null ? null : Number(row.sent_at),
    receivedAt: Number(row.received_at),
    contentHash: text(row.content_hash),
  };
}

function attributesOf(row: EventRow): Event['attributes'] {
  const column = (name: keyof EventRow) => textOrNull(row[name]);
  const [country, region, city] = [column('country'), column('region'), column('city')];
  const [osName, osVersion] = [column('os_name'), column('os_version')];
  const [browserName, browserVersion] = [column('browser_name'), column('browser_version')];
  const deviceType = column('device_type');
  const application = column('application');
  const host = column('host');
  return {
    ...((country ?? region ?? city) !== null && { geo: { country, region, city } }),
    ...(deviceType !== null && { device: { device_type: deviceType } }),
    ...((osName ?? osVersion) !== null && { os: { os_name: osName, os_version: osVersion } }),
    ...((browserName ?? browserVersion) !== null && {
      browser: { browser_name: browserName, browser_version: browserVersion },
    }),
    ...(application !== null && {
      application: { application, application_version: column('application_version') },
    }),
    ...(host !== null && { host: { host } }),
  };
}

function foldsTraits({ type }: Pick<Event, 'type'>): boolean {
  return type === 'identify' || type === 'group';
}

function trustOf(value: Value): Trust {
  return Object.values(TRUST).find((trust) => trust === value) ?? TRUST.unverified;
}

function text(value: Value): string {
  return String(value);
}

function textOrNull(value: Value): string | null {
  return value === null ? null : String(value);
}
