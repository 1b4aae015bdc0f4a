import type { MessageContext, MessageType, WireMessage } from '@kith/protocol';
import { deliver } from './deliver.ts';
import { nextStep } from './device-session.ts';
import { moment } from './gate.ts';
import { anonymousId, currentUser } from './identity.ts';
import { droppedCount } from './queue.ts';
import { report } from './report.ts';
import { serialise } from './serialise.ts';
import { settings } from './settings.ts';
import { uuidv7 } from './uuid.ts';

/** What every call takes last. */
export interface MessageOptions {
  /** `false` where the person did nothing: such a message neither begins nor prolongs a session. Default true. */
  active?: boolean;
  /** Added to the context of this message: `externalIds`, `replayUrl`, `groupId` … */
  context?: MessageContext;
}

/** Properties or traits: any object. What JSON cannot say is left out. */
export type Properties = object;

/** Makes a message of a call and delivers it. */
export function send(type: MessageType, fields: object, { active = true, context }: MessageOptions = {}): void {
  const { at, page } = moment;
  const { beforeSend, keepHash, urlParameters } = settings;
  const device = anonymousId();
  const user = currentUser();
  const { seq, sessionId, sessionStart, take } = nextStep(at, active && type !== 'alias');
  const messageId = uuidv7(at);
  const message = {
    type,
    messageId,
    timestamp: new Date(at).toISOString(),
    anonymousId: device,
    userId: user?.id,
    ...fields,
    context: {
      ...settings.context,
      page,
      ...context,
      userHash: user?.hash,
      sessionId,
      sessionStart,
      active: active && undefined,
      kith: { seq, dropped: droppedCount() || undefined, urlParameters, keepHash },
    },
  };
  const accepted = beforeSend ? beforeSend(message as WireMessage) : message;
  if (!accepted) {
    report('ignored', message);
    return;
  }
  take();
  deliver(messageId, serialise(accepted));
}
