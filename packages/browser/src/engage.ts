import { CONTENT_EVENTS } from '@kith/protocol';
import { run } from './lib/gate.ts';
import { type MessageOptions, type Properties, send } from './lib/send.ts';

/** In-app content: a banner, a flow, a checklist … */
export interface Content {
  type: string;
  id: string;
  name?: string;
}

/**
 * Says what the person did with in-app content. That it was `shown` is no activity of theirs, so it neither begins nor
 * prolongs a session (unless `options.active` says so).
 *
 * @example
 * engage('shown', { type: 'banner', id: 'spring-sale', name: 'Spring sale' });
 * engage('clicked', { type: 'banner', id: 'spring-sale' });
 */
export function engage(
  action: keyof typeof CONTENT_EVENTS,
  { type, id, name }: Content,
  properties?: Properties,
  options?: MessageOptions,
): void {
  run(() =>
    send(
      'track',
      {
        event: CONTENT_EVENTS[action],
        properties: { ...properties, content_type: type, content_id: id, content_name: name },
      },
      { active: action !== 'shown', ...options },
    ),
  );
}
