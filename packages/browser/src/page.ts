import { run } from './lib/gate.ts';
import { type MessageOptions, type Properties, send } from './lib/send.ts';

/**
 * Says that the person sees a page. Its address, title and referrer are added by themselves.
 *
 * @param name A name for this kind of page, such as `Product`.
 * @param properties Its details.
 *
 * @example
 * page();
 * page('Product', { sku: 'A-1' });
 */
export function page(name?: string, properties?: Properties, options?: MessageOptions): void {
  run(() => send('page', { name, properties }, options));
}
