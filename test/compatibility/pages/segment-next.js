import { AnalyticsBrowser } from '@segment/analytics-next';

const { collector, writeKey, options } = window;
window.analytics = AnalyticsBrowser.load({ writeKey, cdnURL: collector }, options);
