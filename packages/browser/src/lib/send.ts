import type { MessageContext, MessageType, WireMessage } from '@kith/protocol';
import { pageContext } from './context.ts';
import { deliver } from './deliver.ts';
import { nextStep, takeStep } from './device-session.ts';
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
  const device = anonymousId();
  if (!isSampled(device)) {
    report('ignored', 'not in the sample');
    return;
  }
  const now = Date.now();
  const user = currentUser();
  const step = nextStep(now, active && type !== 'alias');
  const dropped = droppedCount();
  const message = {
    type,
    messageId: uuidv7(now),
    timestamp: new Date(now).toISOString(),
    anonymousId: device,
    ...(user && { userId: user.id }),
    ...fields,
    context: {
      ...settings.context,
      ...pageContext(),
      ...context,
      ...(user?.hash && { userHash: user.hash }),
      ...(step.isInside && { sessionId: step.startedAt }),
      ...(step.isFirst && { sessionStart: true }),
      ...(!active && { active }),
      kith: { seq: step.seq, ...(dropped && { dropped }) },
    },
  };
  const accepted = settings.beforeSend ? settings.beforeSend(message as WireMessage) : message;
  if (!accepted) {
    report('ignored', 'dropped by beforeSend');
    return;
  }
  takeStep(step);
  deliver({ id: message.messageId, text: serialise(accepted) });
}

// The last digits of a UUIDv7 are random; those of an id from elsewhere count as in.
function isSampled(device: string): boolean {
  const { sampleRate = 1 } = settings;
  return !(Number.parseInt(device.slice(-6), 16) / 0x1000000 >= sampleRate);
}
