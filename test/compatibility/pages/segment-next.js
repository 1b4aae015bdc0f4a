import { AnalyticsBrowser } from '@segment/analytics-next';

const { collector, writeKey } = window;
window.analytics = AnalyticsBrowser.load({ writeKey, cdnURL: collector });
