import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const { collector, writeKey, options } = window;
window.analytics = new RudderAnalytics();
window.analytics.load(writeKey, collector, { configUrl: collector, ...options });
