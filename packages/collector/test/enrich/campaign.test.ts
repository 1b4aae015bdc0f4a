import { expect, test } from 'vitest';
import { campaignOf } from '../../src/enrich/campaign.ts';
import { pageOf } from '../../src/enrich/page.ts';

function campaign(page: Record<string, string>, own?: Record<string, string>) {
  const context = { page, ...(own && { campaign: own }) };
  return campaignOf(context, pageOf({ type: 'page', context, properties: {} }));
}

const none = {
  campaign_source: null,
  campaign_medium: null,
  campaign_name: null,
  campaign_term: null,
  campaign_content: null,
};

test.each([
  ['no page at all', {}],
  ['a page without parameters', { url: 'https://shop.example/' }],
  ['a referrer within the site', { url: 'https://shop.example/b', referrer: 'https://shop.example/a' }],
  ['RudderStack’s $direct', { url: 'https://shop.example/', referrer: '$direct' }],
  ['empty parameters', { url: 'https://shop.example/?utm_source=&gclid=' }],
])('%s is direct traffic', (_what, page) => {
  expect(campaign(page)).toBeNull();
  expect(campaign(page, {})).toBeNull();
});

test('utm parameters are read off the query', () => {
  const url =
    'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=spring&utm_term=a+b&utm_content=%C3%A9&x=1';
  expect(campaign({ url })).toEqual({
    campaign_source: 'news',
    campaign_medium: 'email',
    campaign_name: 'spring',
    campaign_term: 'a b',
    campaign_content: 'é',
    click_id: null,
    referrer: null,
    landing_page:
      'https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=spring&utm_term=a+b&utm_content=%C3%A9',
  });
});

test('context.campaign wins over the query as a whole', () => {
  const page = { url: 'https://shop.example/', search: '?utm_source=query&utm_medium=query' };
  expect(campaign(page, { source: 'own', name: 'n' })).toMatchObject({
    ...none,
    campaign_source: 'own',
    campaign_name: 'n',
  });
});

test.each(['gclid', 'fbclid', 'msclkid', 'li_fat_id', 'wbraid'])(
  '%s is a click id, and leaves the stored address',
  (id) => {
    expect(campaign({ url: `https://shop.example/p?${id}=Abc` })).toMatchObject({
      ...none,
      click_id: `${id}=Abc`,
      landing_page: 'https://shop.example/p',
    });
  },
);

test('another site’s referrer is a campaign without parameters', () => {
  const page = { url: 'https://shop.example/', referrer: 'https://www.google.com/search?q=secret' };
  expect(campaign(page)).toMatchObject({
    ...none,
    referrer: 'https://www.google.com/search',
    landing_page: 'https://shop.example/',
  });
});
