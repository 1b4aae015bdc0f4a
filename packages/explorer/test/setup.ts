import { CHROMIUM_IS_MISSING, chromiumPath } from '../../../test/end-to-end/chromium.ts';
import { buildExplorer } from '../build.ts';

/** Before the tests: builds the explorer where its sources changed, and says loudly when there is no browser. */
export async function setup(): Promise<void> {
  await buildExplorer();
  if (!chromiumPath()) process.stderr.write(`\nexplorer: ${CHROMIUM_IS_MISSING}\n\n`);
}
