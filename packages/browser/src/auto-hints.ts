import { browserContext } from './lib/context.ts';
import { isPage } from './lib/gate.ts';

interface UserAgentData {
  getHighEntropyValues(hints: readonly string[]): Promise<object>;
}

const HINTS = ['fullVersionList', 'model', 'platformVersion'];

/**
 * Tells the collector what Chromium browsers hide from the User-Agent header: exact versions, the model of a phone, Windows
 * 10 or 11. They travel once a request, as `context.userAgentData`. Other browsers have nothing to tell.
 *
 * @example
 * autoHints();
 */
export function autoHints(): void {
  if (!isPage()) return;
  const { userAgentData } = navigator as { userAgentData?: UserAgentData };
  userAgentData?.getHighEntropyValues(HINTS).then(
    (values) => Object.assign(browserContext, { userAgentData: values }),
    () => {}, // the page's permissions policy forbids it
  );
}
