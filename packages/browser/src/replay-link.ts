import type { WireMessage } from '@kith/protocol';

/**
 * For `beforeSend`: adds the address of the recording to each message, as `context.replayUrl`, so that a session leads to
 * its replay.
 *
 * @param url Gives the address, or nothing while there is none.
 *
 * @example
 * beforeSend(replayLink(() => recorder.getSessionUrl()));
 * init({ writeKey, host });
 */
export function replayLink(url: () => string | null | undefined): (message: WireMessage) => WireMessage {
  return (message) => {
    const replayUrl = url();
    return replayUrl ? { ...message, context: { ...message.context, replayUrl } } : message;
  };
}
