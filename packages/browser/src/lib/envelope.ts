import type { Batch, MessageContext } from '@kith/protocol';
import { envelopeContext } from './context.ts';
import { settings } from './settings.ts';

let extra: MessageContext = {};

/** Adds to the context that travels once a request. */
export function addToEnvelope(context: MessageContext): void {
  extra = { ...extra, ...context };
}

/** What surrounds the messages of a request sent now. */
export function envelope(): Omit<Batch, 'batch'> {
  return {
    sentAt: new Date(Date.now()).toISOString(),
    writeKey: settings.writeKey,
    context: { ...envelopeContext(), ...extra },
  };
}
