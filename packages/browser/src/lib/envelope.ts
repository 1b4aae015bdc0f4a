import type { Batch } from '@kith/protocol';
import { envelopeContext } from './context.ts';
import { settings } from './settings.ts';

/** What surrounds the messages of a request sent now. */
export function envelope(): Omit<Batch, 'batch'> {
  return {
    sentAt: new Date(Date.now()).toISOString(),
    writeKey: settings.writeKey,
    context: envelopeContext(),
  };
}
