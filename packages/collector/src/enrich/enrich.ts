import type { Attributes } from '@kith/fold';
import type { Enrich } from '../collect/read-messages.ts';
import type { ReceivedMessage } from '../collect/received-message.ts';
import { applicationOf } from './application.ts';
import { campaignOf } from './campaign.ts';
import { eventTime } from './clock.ts';
import { describeDevice } from './device.ts';
import { hintsOf } from './device-hints.ts';
import { checkedPlace, type GeoLookup } from './geo.ts';
import { namedIdentifiers } from './identifiers.ts';
import { type Page, pageOf } from './page.ts';
import { storedContent } from './stored-content.ts';
import { objectOf, textOf } from './text.ts';

/**
 * Makes the function that turns a received message into the event which is stored: everything that depends on outside
 * data (device, geography, clock) is resolved here, once, so that a rebuild never looks anything up again.
 */
export function enricher(lookUp: GeoLookup): Enrich {
  return (received) => {
    const { message, messageId, contentHash, receivedAt, source, isServer, trust } = received;
    const { type, name, context, timestamp, sentAt } = message;
    const page = pageOf(message);
    const device = describeDevice(received.userAgent, hintsOf(context, received.clientHints));
    const { t, fraction, clockFlag } = eventTime({ timestamp, sentAt, receivedAt, isServer });
    const { properties, traits, json } = storedContent(message);
    return {
      messageId,
      type,
      name,
      receivedAt,
      source,
      isServer,
      trust,
      contentHash,
      anonymousId: message.anonymousId,
      userId: message.userId,
      previousId: message.previousId,
      groupId: message.groupId,
      t,
      fraction,
      clockFlag,
      sequence: sequenceOf(received),
      isActive: context.active !== false,
      isBot: device.isBot,
      url: page.url,
      attributes: { ...device.attributes, ...otherAttributes(received, page, lookUp) },
      campaign: campaignOf(context, page),
      language: textOf(context, 'locale', 64),
      replayUrl: replayUrl(received),
      identifiers: namedIdentifiers(context),
      properties,
      traits,
      json,
      sentAt: sentAt?.ms ?? null,
      category: message.category,
      originalTimestamp: received.originalTimestamp,
      host: page.host,
      path: page.path,
      title: page.title,
      referrer: page.referrer,
      junk: message.junk,
      identityVerdict: received.identityVerdict,
    };
  };
}

function otherAttributes({ message, source, ip, place }: ReceivedMessage, page: Page, lookUp: GeoLookup): Attributes {
  const geo = place ? checkedPlace(place) : ip === null ? null : lookUp(ip);
  return {
    ...(geo && { geo }),
    application: applicationOf(message.context, source),
    ...(page.host !== null && { host: { host: page.host } }),
  };
}

function sequenceOf({ message }: ReceivedMessage): number {
  const { seq } = objectOf(message.context, 'kith');
  return typeof seq === 'number' && Number.isSafeInteger(seq) && seq >= 0 ? seq : 0;
}

function replayUrl({ message }: ReceivedMessage): string | null {
  const url = textOf(message.context, 'replayUrl');
  return url !== null && /^https?:\/\//i.test(url) ? url : null;
}
