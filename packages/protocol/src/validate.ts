import { type Budget, type Content, canonicalise, cleanText } from './canonical.ts';
import { isJunkIdentifier, readIdentifier } from './identifier.ts';
import { isObject, type JsonObject } from './json.ts';
import { MAX_MESSAGE_BYTES, MAX_NAME_LENGTH } from './limits.ts';
import { type ContentTexts, MESSAGE_TYPES, type Message, type MessageType } from './message.ts';
import { isRejection, type Rejection } from './rejection.ts';
import { parseTime, type Time } from './time.ts';

/** What the request around a message says about it. */
export interface Envelope {
  /** From the path (`/v1/track`), for messages that do not carry their own. */
  readonly type?: MessageType;
  /** Merged under each message's own context, key by key: Go sends `library` only here. */
  readonly context?: unknown;
  readonly sentAt?: unknown;
}

/**
 * The one place where unknown input becomes a message. Follows the Segment spec and the habits of its clients:
 * `''` and null are absent, numbers become strings, RudderStack's `originalTimestamp` is a timestamp.
 * @returns the message, or the rejection with its reason and the path of the offending value. Never throws.
 */
export function validate(input: unknown, envelope: Envelope = {}): Message | Rejection {
  if (!isObject(input)) return reject('invalid_message', '', 'a message must be a JSON object');
  const type = input.type ?? envelope.type;
  if (typeof type !== 'string' || !MESSAGE_TYPES.has(type)) {
    return reject('invalid_type', 'type', `type must be one of ${[...MESSAGE_TYPES].join(', ')}`);
  }

  const budget: Budget = { keyCount: 0 };
  const propertiesContent = readObject(input.properties, 'properties', budget);
  if (isRejection(propertiesContent)) return propertiesContent;
  const traitsContent = readObject(input.traits, 'traits', budget);
  if (isRejection(traitsContent)) return traitsContent;
  const contextContent = readObject(mergedContext(envelope.context, input.context), 'context', budget);
  if (isRejection(contextContent)) return contextContent;
  const [properties, context] = [propertiesContent.value, contextContent.value];
  const json = { properties: propertiesContent.text, traits: traitsContent.text, context: contextContent.text };

  const ids = readIdentifiers(input, context);
  if (isRejection(ids)) return ids;
  if (ids.anonymousId === null && ids.userId === null) {
    return reject('missing_identifier', 'anonymousId', 'a message needs a userId or an anonymousId');
  }
  if (type === 'group' && ids.groupId === null) {
    return reject('missing_group_id', 'groupId', 'a group call needs a groupId');
  }

  const name = type === 'track' ? readText(input.event, 'event') : readText(input.name ?? properties.name, 'name');
  if (isRejection(name)) return name;
  if (type === 'track' && !name) return reject('missing_event', 'event', 'a track call needs an event name');
  const category = readText(input.category ?? properties.category, 'category');
  if (isRejection(category)) return category;

  const timestamp = readTime(input.timestamp ?? input.originalTimestamp, 'timestamp');
  if (isRejection(timestamp)) return timestamp;
  const sentAt = readTime(input.sentAt ?? envelope.sentAt, 'sentAt');
  if (isRejection(sentAt)) return sentAt;

  const bytes = byteLength(json);
  if (bytes > MAX_MESSAGE_BYTES) {
    return reject(
      'too_large',
      '',
      `the message has ${bytes} bytes, more than ${MAX_MESSAGE_BYTES}: send less in one message`,
    );
  }
  const channel = input.channel ?? context.channel;
  return {
    type: type as MessageType,
    ...ids,
    name: type === 'track' || type === 'page' || type === 'screen' ? name : null,
    category,
    timestamp,
    sentAt,
    channel: typeof channel === 'string' ? channel : null,
    properties,
    traits: traitsContent.value,
    context,
    json,
  };
}

const IDENTIFIER_FIELDS = ['messageId', 'anonymousId', 'userId', 'previousId', 'groupId'] as const;

type Identifiers = Pick<Message, (typeof IDENTIFIER_FIELDS)[number] | 'junk'>;

function readIdentifiers(input: Record<string, unknown>, context: JsonObject): Identifiers | Rejection {
  const ids: Record<(typeof IDENTIFIER_FIELDS)[number], string | null> = {
    messageId: null,
    anonymousId: null,
    userId: null,
    previousId: null,
    groupId: null,
  };
  const junk: string[] = [];
  for (const field of IDENTIFIER_FIELDS) {
    const value = field === 'groupId' ? (input.groupId ?? context.groupId) : input[field];
    const identifier = readIdentifier(value, field);
    if (isRejection(identifier)) return identifier;
    if (identifier === null || identifier === '') continue;
    if (field !== 'messageId' && isJunkIdentifier(identifier)) junk.push(field);
    else ids[field] = identifier;
  }
  return { ...ids, junk };
}

function mergedContext(under: unknown, own: unknown): unknown {
  return isObject(under) && (own === undefined || own === null || isObject(own)) ? { ...under, ...own } : own;
}

function readObject(value: unknown, path: string, budget: Budget): Content | Rejection {
  if (value === undefined || value === null) return NOTHING;
  // PHP encodes an empty object as an empty array.
  if (Array.isArray(value) && value.length === 0) return NOTHING;
  if (!isObject(value)) return reject('invalid_message', path, `${path} must be a JSON object`);
  return canonicalise(value, path, budget);
}

const NOTHING: Content = { value: Object.freeze({}), text: '{}' };

function readText(value: unknown, path: string): string | null | Rejection {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' && typeof value !== 'number') {
    return reject('invalid_message', path, `${path} must be a string`);
  }
  const text = cleanText(String(value)).trim();
  if (text.length > MAX_NAME_LENGTH) {
    return reject(
      'too_large',
      path,
      `${path} is longer than ${MAX_NAME_LENGTH} characters: put details into properties`,
    );
  }
  return text || null;
}

function readTime(value: unknown, path: string): Time | null | Rejection {
  if (value === undefined || value === null || value === '') return null;
  return (
    parseTime(value) ??
    reject('invalid_timestamp', path, `${path} must be an ISO-8601 time such as 2026-11-22T11:16:15.123Z`)
  );
}

// No UTF-16 unit has more than three bytes: what is short enough in units need not be counted.
function byteLength({ properties, traits, context }: ContentTexts): number {
  const length = properties.length + traits.length + context.length;
  if (length * 3 <= MAX_MESSAGE_BYTES) return length;
  let bytes = length;
  for (const text of [properties, traits, context]) {
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
    }
  }
  return bytes;
}

function reject(code: Rejection['code'], path: string, message: string): Rejection {
  return { code, path, message };
}
