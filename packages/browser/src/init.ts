import { onceSeen, start } from './lib/gate.ts';
import { watchPageLife } from './lib/page-life.ts';
import { report } from './lib/report.ts';
import { type InitOptions, settings } from './lib/settings.ts';

/**
 * Starts the SDK. Call it once, as early as you like; calls made before it are kept and follow. Only the first call
 * counts. On a server it does nothing. Without a key or a host it does nothing, and `explain` says so.
 *
 * @example
 * init({ writeKey: 'pk_…', host: 'https://kith.example.com' });
 */
export function init(options: InitOptions): void {
  if (settings.writeKey) return;
  if (!options?.writeKey || !options.host) {
    report('error', 'writeKey or host is missing');
    return;
  }
  Object.assign(settings, options);
  onceSeen(() => {
    watchPageLife();
    start();
  });
}
