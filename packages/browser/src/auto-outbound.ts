import { listen, textOf } from './lib/listen.ts';
import { track } from './track.ts';

/**
 * Tracks clicks on links to other sites as `Outbound Link Clicked` with `url` (without parameters) and `text`.
 *
 * @example
 * autoOutbound();
 */
export function autoOutbound(): void {
  const say = (_: Event, target: Element) => {
    const link = target.closest<HTMLAnchorElement>('a[href]');
    if (!link?.protocol.startsWith('http') || link.host === location.host) return;
    track('Outbound Link Clicked', { url: link.origin + link.pathname, text: textOf(link) });
  };
  listen('click', say);
  listen('auxclick', say); // the middle button
}
