import type { Event } from '@kith/fold';
import { canonicalJson } from '@kith/protocol';
import type { EnrichedEvent } from '../../src/enrich/enriched-event.ts';

/** An event of the fold's worlds as enrichment would hand it to the log: a group of attributes is there or it is not. */
export function enriched(event: Event): EnrichedEvent {
  const groups = Object.entries(event.attributes).filter(([, group]) =>
    Object.values(group).some((value) => value !== null),
  );
  return {
    ...event,
    attributes: Object.fromEntries(groups),
    source: 'web',
    category: null,
    originalTimestamp: null,
    clockFlag: null,
    host: null,
    path: null,
    title: null,
    referrer: null,
    json: { properties: canonicalJson(event.properties), traits: canonicalJson(event.traits), context: '{}' },
    junk: [],
    identityVerdict: null,
  };
}
