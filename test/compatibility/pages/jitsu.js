import { jitsuAnalytics } from '@jitsu/js';

const { collector, writeKey } = window;
window.analytics = jitsuAnalytics({
  host: collector,
  // What follows the colon is Jitsu's secret, without which the library does not start.
  writeKey: `${writeKey}:any`,
  // Of an address without a name it would take the last two numbers for the domain.
  cookieDomain: location.hostname,
});
