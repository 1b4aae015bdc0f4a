import type { WireMessage } from '@kith/protocol';

/**
 * For `beforeSend`: adds the address of the recording to each message, as `context.replayUrl`, so that a session leads to
 * its replay.
 *
 * @param url Gives the address, or nothing while there is none.
 *
 * @example
 * init({ writeKey, host, beforeSend: replayLink(() => recorder.getSessionUrl()) });
 */
export function replayLink(url: () => string | null | undefined): (message: WireMessage) => WireMessage {
  return (message) => {
    const replayUrl = url();
    return replayUrl ? { ...message, context: { ...message.context, replayUrl } } : message;
  };
}
