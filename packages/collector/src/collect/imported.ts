import { isObject, type Message, parseTime } from '@kith/protocol';
import { isServerLibrary } from './sender.ts';

/** What is different about a message that is not sent but imported: it arrived elsewhere, at its own time. */
export interface Imported {
  readonly message: Message;
  /** ms since 1970. */
  readonly receivedAt: number;
  readonly isServer: boolean;
}

/**
 * A message of an import. Its times stay as they are: its clock was corrected where it arrived, if at all, and when it arrived
 * there is what `receivedAt` says. What a device sent stays an activity of that person.
 * @param now when the import arrives, ms since 1970.
 */
export function imported(message: Message, input: unknown, now: number): Imported {
  const arrived = isObject(input) ? parseTime(input.receivedAt) : null;
  return {
    message: { ...message, sentAt: null },
    receivedAt: arrived ? Math.min(arrived.ms, now) : now,
    isServer: !isFromDevice(message),
  };
}

function isFromDevice(message: Message): boolean {
  const { channel, context, anonymousId } = message;
  const { library } = context;
  if (channel !== null || (isObject(library) && typeof library.name === 'string')) return !isServerLibrary(message);
  return anonymousId !== null;
}
