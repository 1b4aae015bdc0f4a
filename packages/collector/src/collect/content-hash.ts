import { hash } from 'node:crypto';
import { canonicalJson, type Message } from '@kith/protocol';

/**
 * sha256 of what a message says, 64 hexadecimal digits: the same for every copy, whenever and however it was sent.
 * messageId, sentAt and the other transport fields are left out.
 * @param time the message's timestamp with all its digits.
 */
export function contentHash(message: Message, time: string | null): string {
  const { type, anonymousId, userId, previousId, groupId, name, category, channel, json } = message;
  // The canonical JSON of all this as one object, whose parts have been written already.
  const text =
    `{"anonymousId":${quote(anonymousId)},"category":${quote(category)},"channel":${quote(channel)},` +
    `"context":${json.context},"groupId":${quote(groupId)},"name":${quote(name)},"previousId":${quote(previousId)},` +
    `"properties":${json.properties},"timestamp":${quote(time)},"traits":${json.traits},"type":${quote(type)},` +
    `"userId":${quote(userId)}}`;
  return hash('sha256', text, 'hex');
}

const quote = canonicalJson;

/**
 * The id of a message that came without one: derived from its content, so that a retry is the same message. Without a
 * timestamp two equal calls would be one, so the moment and the place of its arrival count too.
 */
export function derivedMessageId(message: Message, content: string, receivedAt: number, index: number): string {
  const moment = message.timestamp ? '' : `/${receivedAt}/${index}`;
  return `kith-${hash('sha256', content + moment, 'hex').slice(0, 40)}`;
}
