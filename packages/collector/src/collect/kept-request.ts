import type { Place } from '../enrich/geo.ts';
import type { RawPlace } from '../enrich/geo-mmdb.ts';
import type { IngestRequest } from './ingest.ts';
import { keptText } from './kept-text.ts';
import type { KeyKind } from './keys.ts';
import type { Reading, UnreadMessage } from './read-messages.ts';

/**
 * What a request said around a message, kept with a refused one so that it can be read again as if it had just arrived.
 * Neither the key nor an address: of these only what they tell.
 */
interface KeptRequest {
  readonly kind: KeyKind;
  readonly type: IngestRequest['type'];
  readonly importedBy?: string;
  /** Place in the batch. */
  readonly index: number;
  readonly context?: unknown;
  readonly sentAt?: unknown;
  readonly userAgent: string | null;
  readonly clientHints: IngestRequest['clientHints'];
  /** Of the sender. */
  readonly place: RawPlace | null;
  /** Of the address that a backend's message named itself. */
  readonly namedPlace?: RawPlace | null;
}

/** Longest text that is kept of a request, in UTF-16 units: what surrounds a batch is kept with each message of it. */
const MAX_LENGTH = 2_048;

/**
 * What is kept of the request of a refused message, as JSON.
 * @param locate finds the place of a truncated address.
 * @returns null where it is too long or too deep: such a message cannot be read again.
 */
export function keptRequest(
  { index, namedIp }: UnreadMessage,
  { kind, envelope }: Reading,
  { type, importedBy, ip, place, userAgent, clientHints }: IngestRequest,
  locate: (address: string) => Place | null,
): string | null {
  const placeOf = (address: string | null) => rawPlace(address === null ? null : locate(address));
  const kept: KeptRequest = {
    kind,
    type,
    ...(importedBy !== undefined && { importedBy }),
    index,
    ...(envelope.context !== undefined && { context: envelope.context }),
    ...(envelope.sentAt !== undefined && { sentAt: envelope.sentAt }),
    userAgent,
    clientHints,
    place: place ?? placeOf(ip),
    ...(namedIp !== undefined && { namedPlace: placeOf(namedIp) }),
  };
  const text = keptText(kept);
  return text !== null && text.length <= MAX_LENGTH ? text : null;
}

/** The request of a refused message made anew, with the kind of its key. */
export function requestAnew(
  kept: string,
  body: string,
  receivedAt: number,
): { readonly request: Omit<IngestRequest, 'key'>; readonly kind: KeyKind } {
  const { kind, type, importedBy, index, context, sentAt, userAgent, clientHints, place, namedPlace }: KeptRequest =
    JSON.parse(kept);
  return {
    kind,
    request: {
      body: JSON.stringify({ batch: [JSON.parse(body)], context, sentAt }),
      type,
      ...(importedBy !== undefined && { importedBy }),
      receivedAt,
      isBrowser: false,
      ip: null,
      place,
      userAgent,
      clientHints,
      again: { index, ...(namedPlace !== undefined && { namedPlace }) },
    },
  };
}

function rawPlace(place: Place | null): RawPlace | null {
  if (!place) return null;
  const { country, region, city } = place;
  return { country: country ?? undefined, region: region ?? undefined, city: city ?? undefined };
}
