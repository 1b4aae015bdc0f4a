import { applyConsent, initialConsent } from './lib/consent-state.ts';
import { watchPageLife, whenShown } from './lib/page-life.ts';
import { report } from './lib/report.ts';
import { isPage, ready } from './lib/run.ts';
import { configure, type InitOptions } from './lib/settings.ts';

let isStarted = false;

/**
 * Starts the SDK. Call it once, as early as you like; calls made before it are kept and follow. Only the first call
 * counts. On a server it does nothing.
 *
 * @example
 * init({ writeKey: 'pk_…', host: 'https://kith.example.com' });
 */
export function init(options: InitOptions): void {
  if (!isPage() || isStarted) return;
  try {
    if (!options.writeKey || !options.host) throw new Error('init needs a writeKey and a host');
    configure(options);
    isStarted = true;
    whenShown(start);
  } catch (error) {
    // The page must not break, but a start that fails is worth a line where its developer looks.
    console.warn('Kith:', error);
  }
}

function start(): void {
  try {
    applyConsent(initialConsent());
    watchPageLife();
    ready();
  } catch (error) {
    report('error', error);
  }
}
