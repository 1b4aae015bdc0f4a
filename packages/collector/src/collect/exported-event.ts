import { attributesOf, TRUST, type Trust } from '@kith/fold';
import { canonicalJson, isObject, type JsonObject, MESSAGE_TYPES, type MessageType } from '@kith/protocol';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';

/** Whether a message is a line of `kith export events`: it says under `kith` what was found out when it arrived. */
export function isExportedEvent(input: unknown): boolean {
  return isObject(input) && isObject(input.kith) && typeof input.kith.content_hash === 'string';
}

/**
 * The event that a line of `kith export events` was written from, exactly: with its source, trust, times, place and device, so
 * that here it is what it was there.
 * @returns null when it cannot have been written so.
 */
export function exportedEvent(input: unknown): EnrichedEvent | null {
  try {
    return isObject(input) && isObject(input.kith) ? read(input, input.kith) : null;
  } catch {
    return null;
  }
}

function read(said: Readonly<Record<string, unknown>>, found: Readonly<Record<string, unknown>>): EnrichedEvent {
  const column = (name: string) => textOrNull(found[name] ?? null);
  const flag = (name: string) => oneOf(found[name], [0, 1]) === 1;
  const contents = {
    properties: content(said.properties),
    traits: content(said.traits),
    context: content(said.context),
  };
  const host = column('host');
  const type = oneOf(said.type, [...MESSAGE_TYPES]) as MessageType;
  const [anonymousId, userId] = [textOrNull(said.anonymousId ?? null), textOrNull(said.userId ?? null)];
  if (anonymousId === null && userId === null) throw new TypeError();
  return {
    ...{ type, anonymousId, userId },
    messageId: text(said.messageId),
    name: textOrNull((type === 'track' ? said.event : said.name) ?? null),
    category: textOrNull(said.category ?? null),
    previousId: textOrNull(said.previousId ?? null),
    groupId: textOrNull(said.groupId ?? null),
    source: text(found.source),
    t: whole(found.t),
    fraction: matching(found.fraction, /^\d*$/),
    sequence: whole(found.sequence),
    originalTimestamp: column('original_timestamp'),
    sentAt: found.sent_at === null ? null : whole(found.sent_at),
    receivedAt: whole(found.received_at),
    clockFlag: oneOf(found.clock_flag, ['clock', 'future', null]) as EnrichedEvent['clockFlag'],
    trust: oneOf(found.trust, Object.values(TRUST)) as Trust,
    ...{ isServer: flag('is_server'), isActive: flag('is_active'), isBot: flag('is_bot') },
    ...{ url: column('url'), path: column('path'), title: column('title'), referrer: column('referrer'), host },
    attributes: attributesOf({
      ...{ country: column('country'), region: column('region'), city: column('city'), host },
      ...{ device_type: column('device_type'), os_name: column('os_name'), os_version: column('os_version') },
      ...{ browser_name: column('browser_name'), browser_version: column('browser_version') },
      ...{ application: column('application'), application_version: column('application_version') },
    }),
    campaign: parsed(column('campaign'), null),
    language: column('language'),
    replayUrl: column('replay_url'),
    identifiers: parsed(column('identifiers'), []),
    json: {
      properties: canonicalJson(contents.properties),
      traits: canonicalJson(contents.traits),
      context: canonicalJson(contents.context),
    },
    properties: contents.properties,
    traits: contents.traits,
    contentHash: matching(found.content_hash, /^[\da-f]{64}$/),
    junk: parsed(column('junk_identifiers'), []),
    identityVerdict: column('identity_verdict') as EnrichedEvent['identityVerdict'],
  };
}

function content(value: unknown): JsonObject {
  if (isObject(value)) return value as JsonObject;
  throw new TypeError();
}

function parsed<T>(json: string | null, absent: T): T {
  return json === null ? absent : JSON.parse(json);
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError();
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

function matching(value: unknown, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new TypeError();
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new TypeError();
}

function oneOf<T>(value: unknown, values: readonly T[]): T {
  if (values.includes(value as T)) return value as T;
  throw new TypeError();
}
