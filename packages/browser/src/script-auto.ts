import { autoClicks } from './auto-clicks.ts';
import { autoFrustration } from './auto-frustration.ts';
import { autoHints } from './auto-hints.ts';
import { autoOutbound } from './auto-outbound.ts';
import { autoPages } from './auto-pages.ts';
import { autoSurveys } from './auto-surveys.ts';
import { defineKith } from './lib/script-tag.ts';
import { replayLink } from './replay-link.ts';
import { sample } from './sample.ts';
import { webVitals } from './web-vitals.ts';

defineKith({
  autoClicks,
  autoFrustration,
  autoHints,
  autoOutbound,
  autoPages,
  autoSurveys,
  replayLink,
  sample,
  webVitals,
});
