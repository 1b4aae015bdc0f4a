import type { MessageContext, MessageType, WireMessage } from '@kith/protocol';
import { deliver } from './deliver.ts';
import { takeStep } from './device-session.ts';
import { moment } from './gate.ts';
import { currentPerson } from './identity.ts';
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

/** Properties or traits: any object that JSON can say. */
export type Properties = object;

let change: (message: WireMessage) => WireMessage | null | undefined = (message) => message;

/** Lets a function change or drop each message, after those which do so already. */
export function changeWith(next: typeof change): void {
  const before = change;
  change = (message) => {
    const changed = before(message);
    return changed && next(changed);
  };
}

/** Makes a message of a call and delivers it. */
export function send(type: MessageType, fields: object, { active = true, context }: MessageOptions = {}): void {
  const { at, page } = moment;
  const { anonymousId, userId, userHash } = currentPerson();
  const messageId = uuidv7(at);
  const message = {
    type,
    messageId,
    timestamp: new Date(at).toISOString(),
    anonymousId,
    userId,
    ...fields,
    context: { ...settings.context, page, ...context, userHash, active: active && undefined },
  } as WireMessage;
  const accepted = change(message);
  if (!accepted) {
    report('ignored', message);
    return;
  }
  // Only now, for a message which is not sent must not leave a gap in the numbers.
  const step = takeStep(at, active);
  deliver(messageId, serialise({ ...accepted, context: { ...accepted.context, ...step } }));
}
