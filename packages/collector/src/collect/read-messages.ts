import { TRUST } from '@kith/fold';
import {
  canonicalJson,
  type Envelope,
  isObject,
  isRejection,
  MAX_BATCH_COUNT,
  type Message,
  validate,
} from '@kith/protocol';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import { truncateAddress } from './address.ts';
import { contentHash, derivedMessageId } from './content-hash.ts';
import { keyOfBody } from './credentials.ts';
import { exportedEvent, isExportedEvent } from './exported-event.ts';
import { formatFullTime } from './full-time.ts';
import { imported } from './imported.ts';
import type { IngestFailure, IngestRequest, RejectedMessage } from './ingest.ts';
import { keptText } from './kept-text.ts';
import { findKey, type Key, type KeyKind } from './keys.ts';
import type { ReceivedMessage } from './received-message.ts';
import { isServerLibrary } from './sender.ts';
import { checkUserHash, type IdentityVerdict, type IdentityVerification } from './user-hash.ts';

/** A refused message with its own text, so that it can be looked at and read again after a fix. */
export interface UnreadMessage extends RejectedMessage {
  /** JSON without key and address; null when it is too large or too deep to be kept. */
  readonly body: string | null;
  /** The address that a backend's message named itself, truncated; absent where it named none. Never stored. */
  readonly namedIp?: string | null;
}

/** What a request held. */
export interface Reading {
  /** Name of the key's source. */
  readonly source: string;
  readonly kind: KeyKind;
  /** What the request says around each message. */
  readonly envelope: Envelope;
  /** Each with what it was read from. */
  readonly events: readonly { readonly index: number; readonly event: EnrichedEvent; readonly input: unknown }[];
  readonly rejected: readonly UnreadMessage[];
  /** Ids of messages of which the sender wants to know whether they are stored. */
  readonly confirm: readonly string[];
}

/** Turns a received message into the event that is stored. */
export type Enrich = (received: ReceivedMessage) => EnrichedEvent;

/**
 * Reads the messages of a request: finds the key in the body when the request named none, merges the envelope under
 * each message, and validates one by one, so that a bad message never costs its neighbours. Pure.
 * @param identity how browsers' users are verified; null when they are not.
 * @returns the events and the rejections, or the failure of the request as a whole.
 */
export function readMessages(
  request: IngestRequest,
  keys: readonly Key[],
  enrich: Enrich,
  identity: IdentityVerification | null = null,
): Reading | IngestFailure {
  const body = parse(request.body);
  const keyText = request.importedBy ?? request.key ?? keyOfBody(body);
  if (keyText === null && body !== undefined) return failure(401, 'missing_key', 'send the write key');
  const key = keyText === null ? undefined : keyOf(request, keyText, keys);
  if (keyText !== null && !key) return failure(401, 'unknown_key', 'this key is not known here');
  if (key?.kind === 'secret' && request.isBrowser) {
    return failure(403, 'secret_key_in_browser', 'this is the secret key: use the public one in browsers and apps');
  }
  if (!key || body === undefined) return failure(400, 'invalid_json', 'the body is not valid JSON');

  const messages = messagesOf(body);
  if (!messages)
    return failure(400, 'invalid_body', 'the body must be a message, or an object with a list named batch');
  if (messages.length > MAX_BATCH_COUNT) {
    return failure(413, 'too_many_messages', `the batch has more than ${MAX_BATCH_COUNT} messages: send smaller ones`);
  }

  const events: { index: number; event: EnrichedEvent; input: unknown }[] = [];
  const rejected: UnreadMessage[] = [];
  const envelope: Envelope = {
    ...(request.type === 'batch' ? {} : { type: request.type }),
    ...(isObject(body) && messages[0] !== body ? { context: body.context, sentAt: body.sentAt } : {}),
  };
  for (const [index, input] of messages.entries()) {
    if (request.keepsOrigin && isExportedEvent(input)) {
      const event = exportedEvent(input);
      if (event) events.push({ index, event, input });
      else rejected.push({ index, ...NOT_EXPORTED, body: keptText(input) });
      continue;
    }
    const message = validate(input, envelope);
    const verdict = isRejection(message) ? null : verify(message, request, key, identity);
    const rejection = isRejection(message) ? message : unverified(message, verdict, identity);
    if (rejection) {
      const { code, path, message } = rejection;
      const namedIp = key.kind === 'secret' ? ipNamedIn(input, envelope) : undefined;
      const named = namedIp === undefined ? {} : { namedIp: truncateAddress(namedIp) };
      rejected.push({ index, code, path, message, body: keptText(input), ...named });
    } else {
      events.push({ index, event: enrich(receive(message as Message, input, index, request, key, verdict)), input });
    }
  }
  return { source: key.source, kind: key.kind, envelope, events, rejected, confirm: idsToConfirm(body) };
}

const NOT_EXPORTED = {
  code: 'invalid_message',
  path: 'kith',
  message: 'the line is not as kith export events wrote it',
};

function idsToConfirm(body: unknown): readonly string[] {
  const ids = isObject(body) && Array.isArray(body.confirm) ? body.confirm : [];
  return ids.slice(0, MAX_BATCH_COUNT).filter((id) => typeof id === 'string');
}

// A userHash says nothing about a message that names nobody, and backends need none.
function verify(
  { userId, context }: Message,
  { receivedAt }: IngestRequest,
  key: Key,
  identity: IdentityVerification | null,
): IdentityVerdict | null {
  if (!identity || key.kind === 'secret' || userId === null) return null;
  return checkUserHash(context.userHash, userId, receivedAt, identity.secrets);
}

// Without its userId such a message would be nobody's; one with an anonymousId is stored, and folded as the device's.
function unverified(
  { anonymousId }: Message,
  verdict: IdentityVerdict | null,
  identity: IdentityVerification | null,
): Omit<RejectedMessage, 'index'> | null {
  if (!identity?.isEnforced || verdict === null || verdict === 'valid' || anonymousId !== null) return null;
  const message = `the userHash is ${verdict}: a browser must prove who its user is, see docs/identity.md`;
  return { code: 'unverified_identity', path: 'context.userHash', message };
}

function keyOf({ importedBy: source }: IngestRequest, text: string, keys: readonly Key[]): Key | undefined {
  return source === undefined ? findKey(keys, text) : { kind: 'secret', source, digest: '' };
}

function receive(
  sent: Message,
  input: unknown,
  index: number,
  request: IngestRequest,
  key: Key,
  identityVerdict: IdentityVerdict | null,
): ReceivedMessage {
  const isSecret = key.kind === 'secret';
  const {
    message: validated,
    receivedAt,
    isServer,
  } = request.importedBy === undefined
    ? { message: sent, receivedAt: request.receivedAt, isServer: isSecret || isServerLibrary(sent) }
    : imported(sent, input, request.receivedAt);
  const { ip, userHash } = validated.context;
  const isAlias = validated.type === 'alias';
  const message: Message = {
    ...validated,
    previousId: isAlias ? (validated.previousId ?? validated.anonymousId) : null,
    ...((ip !== undefined || userHash !== undefined) && withoutSecrets(validated)),
  };
  const originalTimestamp = message.timestamp && formatFullTime(message.timestamp);
  const content = contentHash(message, originalTimestamp);
  const { userAgent, direct } = message.context;
  const isDirect = !isServer || direct === true;
  const namesPlace = isSecret && (ip !== undefined || request.again?.namedPlace !== undefined);
  return {
    message,
    messageId: message.messageId ?? derivedMessageId(message, content, receivedAt, request.again?.index ?? index),
    contentHash: content,
    originalTimestamp,
    receivedAt,
    source: key.source,
    isServer,
    trust: isSecret ? TRUST.server : identityVerdict === 'valid' ? TRUST.verified : TRUST.unverified,
    identityVerdict,
    // A browser may not choose its address, and a backend's own address says nothing about the person.
    ip: namesPlace ? truncateAddress(ip) : isDirect ? request.ip : null,
    place: (namesPlace ? request.again?.namedPlace : isDirect ? request.place : null) ?? null,
    userAgent: typeof userAgent === 'string' && userAgent ? userAgent : isServer ? null : request.userAgent,
    clientHints: isServer ? NO_HINTS : request.clientHints,
  };
}

const NO_HINTS = {};

/** The key with which a request was sent, of whatever kind. */
export function sendersKey(request: IngestRequest, keys: readonly Key[]): Key | undefined {
  const text = request.key ?? keyOfBody(parse(request.body));
  return text === null ? undefined : findKey(keys, text);
}

function ipNamedIn(input: unknown, envelope: Envelope): unknown {
  const context = isObject(input) && isObject(input.context) ? input.context : {};
  return context.ip ?? (isObject(envelope.context) ? envelope.context.ip : undefined);
}

function messagesOf(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  if (!isObject(body)) return undefined;
  if (body.batch === undefined) return [body];
  return Array.isArray(body.batch) ? body.batch : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

function withoutSecrets({ context, json }: Message): Pick<Message, 'context' | 'json'> {
  const { ip: _ip, userHash: _userHash, ...kept } = context;
  return { context: kept, json: { ...json, context: canonicalJson(kept) } };
}

function failure(status: IngestFailure['status'], code: string, message: string): IngestFailure {
  return { status, code, message };
}
