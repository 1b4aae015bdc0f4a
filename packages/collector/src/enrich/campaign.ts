import type { Campaign } from '@kith/fold';
import { CLICK_IDS, type JsonObject } from '@kith/protocol';
import type { Page } from './page.ts';
import { objectOf, textOf } from './text.ts';

const MAX_LENGTH = 512;

/**
 * Where a visit came from: `context.campaign`, else the utm parameters of the address, with the click id, the referring
 * page of another site and the landing page.
 * @returns null for direct traffic.
 */
export function campaignOf(context: JsonObject, page: Page): Campaign | null {
  const own = objectOf(context, 'campaign');
  const isOwn = UTM.some((name) => textOf(own, name, MAX_LENGTH) !== null);
  const referrer = page.referrerHost !== page.host && page.referrerHost !== null ? page.referrer : null;
  if (!isOwn && page.search === '' && referrer === null) return null;
  const query = new URLSearchParams(page.search);
  const utm = (name: (typeof UTM)[number]) =>
    isOwn ? textOf(own, name, MAX_LENGTH) : parameter(query, name === 'name' ? 'utm_campaign' : `utm_${name}`);
  const [source, medium, name, term, content] = UTM.map(utm);
  const clickId = CLICK_IDS.find((id) => parameter(query, id) !== null);
  if (![source, medium, name, term, content, clickId, referrer].some(Boolean)) return null;
  return {
    campaign_source: source ?? null,
    campaign_medium: medium ?? null,
    campaign_name: name ?? null,
    campaign_term: term ?? null,
    campaign_content: content ?? null,
    click_id: clickId === undefined ? null : `${clickId}=${parameter(query, clickId)}`,
    referrer,
    landing_page: page.url,
  };
}

const UTM = ['source', 'medium', 'name', 'term', 'content'] as const;

function parameter(query: URLSearchParams, name: string): string | null {
  const value = query.get(name)?.trim().toWellFormed();
  return value && value.length <= MAX_LENGTH ? value.replaceAll('\0', '') || null : null;
}
