import { run } from './lib/gate.ts';
import { type MessageOptions, type Properties, send } from './lib/send.ts';

/**
 * Says that the person did something.
 *
 * @param event Its name: what was done, in the past tense, without variable parts.
 * @param properties Its details.
 *
 * @example
 * track('Plan Chosen', { plan: 'pro', seats: 5 });
 */
export function track(event: string, properties?: Properties, options?: MessageOptions): void {
  run(() => send('track', { event, properties }, options));
}
