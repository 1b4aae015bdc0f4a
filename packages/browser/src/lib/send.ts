import type { MessageContext, MessageType, WireMessage } from '@kith/protocol';
import { deliver } from './deliver.ts';
import { nextStep, takeStep } from './device-session.ts';
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
  const device = anonymousId();
  const user = currentUser();
  const step = nextStep(at, active && type !== 'alias');
  const dropped = droppedCount();
  const messageId = uuidv7(at);
  const message = {
    type,
    messageId,
    timestamp: new Date(at).toISOString(),
    anonymousId: device,
    ...(user && { userId: user.id }),
    ...fields,
    context: {
      ...settings.context,
      ...page,
      ...context,
      ...(user?.hash && { userHash: user.hash }),
      ...(step.isInside && { sessionId: step.startedAt }),
      ...(step.isFirst && { sessionStart: true }),
      ...(!active && { active }),
      kith: { seq: step.seq, ...(dropped && { dropped }) },
    },
  };
  const { beforeSend } = settings;
  const accepted = isSampled(device) && (beforeSend ? beforeSend(message as WireMessage) : message);
  if (!accepted) {
    report('ignored', 'by beforeSend or sampleRate');
    return;
  }
  takeStep(step);
  deliver({ id: messageId, text: serialise(accepted) });
}

// The last digits of a UUIDv7 are random; an id from elsewhere counts as in.
function isSampled(device: string): boolean {
  return !(Number.parseInt(device.slice(-6), 16) / 0x1000000 >= (settings.sampleRate ?? 1));
}
