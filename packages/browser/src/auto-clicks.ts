import { listen } from './lib/listen.ts';
import { track } from './track.ts';

/**
 * Tracks clicks on elements, and submits of forms, which carry `data-kith-track` with the event's name. Their other
 * attributes `data-kith-…` are its properties. What is typed into a form is not read.
 *
 * @example
 * autoClicks();
 * // <button data-kith-track="Plan Chosen" data-kith-plan="pro">Choose</button>
 */
export function autoClicks(): void {
  const say = (event: Event, target: Element) => {
    const element = target.closest('[data-kith-track]');
    if (!element || (element.localName === 'form') !== (event.type === 'submit')) return;
    const properties: Record<string, string> = {};
    for (const { name, value } of element.attributes) {
      if (name.startsWith('data-kith-') && name !== 'data-kith-track') {
        properties[name.slice(10).replaceAll('-', '_')] = value;
      }
    }
    track(element.getAttribute('data-kith-track')!, properties);
  };
  listen('click', say);
  listen('submit', say);
}
