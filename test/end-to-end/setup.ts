import { buildBrowser } from '../../packages/browser/build.ts';
import { CHROMIUM_IS_MISSING, chromiumPath } from './chromium.ts';

/** Before the end-to-end tests: builds the SDK where its sources changed, and says loudly when there is no browser. */
export async function setup(): Promise<void> {
  await buildBrowser();
  if (!chromiumPath()) process.stderr.write(`\nend-to-end, compatibility: ${CHROMIUM_IS_MISSING}\n\n`);
}
