import { expect, it } from 'vitest';
import { describeInChromium, openBrowser } from './chromium.ts';
import { startCollector, type TestCollector } from './collector.ts';
import { eventually } from './eventually.ts';
import { MINUTE_MS, pass } from './pass.ts';
import { startProxy } from './proxy.ts';
import { everythingSent, logIn } from './shop.ts';

const LONDON = '81.2.69.160';
const SWEDEN = '89.160.20.112';
const PHONE = {
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

describeInChromium('the example shop', () => {
  it('makes one person of two devices, three sessions, two countries and half a survey', async () => {
    const collector = await startCollector();
    const london = await startProxy({ target: collector.address, forwardedFor: LONDON });
    const sweden = await startProxy({ target: collector.address, forwardedFor: SWEDEN });

    const desktop = await openBrowser();
    await desktop.clock.install({ time: collector.now() });
    const visit = await desktop.newPage();
    await visit.goto(`${london.address}/example/?utm_source=newsletter&utm_campaign=spring&token=secret`);
    await visit.getByRole('button', { name: 'Old Orchard', exact: true }).click();
    await visit.getByRole('dialog').getByRole('button', { name: 'Add Old Orchard to the basket' }).click();
    await visit.getByRole('button', { name: 'Back to all teas' }).click();
    await visit.getByRole('button', { name: '9', exact: true }).click();
    await visit.getByRole('textbox', { name: 'Your reason' }).fill('Never sent, so it must not');
    await pass(5 * MINUTE_MS, collector, desktop);
    await visit.getByRole('link', { name: 'Basket' }).click();
    await logIn(visit, 'Ada Lovelace');
    await everythingSent(visit);
    await visit.close();

    await pass(31 * MINUTE_MS, collector, desktop);
    const return_ = await desktop.newPage();
    await return_.goto(`${london.address}/example/cart.html`);
    await return_.getByRole('button', { name: 'Remove Old Orchard' }).click();
    await everythingSent(return_);

    await pass(5 * MINUTE_MS, collector, desktop);
    const phone = await openBrowser(PHONE);
    await phone.clock.install({ time: collector.now() });
    const elsewhere = await phone.newPage();
    await elsewhere.goto(`${sweden.address}/example/`);
    await elsewhere.getByRole('button', { name: 'Add Cedar Garden to the basket' }).click();
    await pass(MINUTE_MS, collector, phone);
    await logIn(elsewhere, 'Ada Lovelace');
    await everythingSent(elsewhere);

    const [profile] = await eventually(() => {
      const profiles = collector.rows('SELECT * FROM profiles');
      expect(profiles).toMatchObject([{ session_count: 3, message_count: 13 }]);
      return profiles;
    });
    expect(profile).toMatchObject({
      ...{ profile_id: 'u:user-ada', type: 'identified', name: 'Ada Lovelace', email: 'ada@example.com' },
      ...{ first_country: 'GB', first_browser_name: 'Chrome', first_campaign_source: 'newsletter' },
      ...{ last_country: 'SE', last_device_type: 'mobile', last_os_name: 'iOS', last_campaign_source: null },
      ...{
        first_campaign_name: 'spring',
        first_device_type: 'desktop',
        page_count: 4,
        is_bot: 0,
        survey_view_count: 2,
        survey_response_count: 1,
      },
    });

    const devices = collector.rows(`SELECT identifier, rule FROM identities WHERE kind = 'anonymous'`);
    expect(devices).toHaveLength(2);

    const sessions = collector.rows('SELECT * FROM sessions ORDER BY started_at');
    expect(sessions).toMatchObject([
      { profile_id: 'u:user-ada', country: 'GB', page_count: 2, event_count: 4, device_type: 'desktop' },
      { profile_id: 'u:user-ada', country: 'GB', page_count: 1, event_count: 1, device_type: 'desktop' },
      { profile_id: 'u:user-ada', country: 'SE', page_count: 1, event_count: 2, device_type: 'mobile' },
    ]);
    expect(sessions[0]?.anonymous_id).toBe(sessions[1]?.anonymous_id);
    expect(sessions[1]?.anonymous_id).not.toBe(sessions[2]?.anonymous_id);
    expect(sessions[0]?.duration_ms).toBeGreaterThanOrEqual(5 * MINUTE_MS);
    expect(profile?.first_seen_at).toBe(sessions[0]?.started_at);
    expect(profile?.last_seen_at).toBe(sessions[2]?.ended_at);

    const responses = collector.rows('SELECT * FROM survey_responses WHERE started_at IS NOT NULL');
    expect(responses).toMatchObject([
      {
        ...{ survey_id: 'happiness', survey_name: 'How are we doing?', profile_id: 'u:user-ada', state: 'partial' },
        ...{ answers: '{"score":9}', completed_at: null, session_id: sessions[0]?.session_id },
      },
    ]);
    sessionsAgree(collector);
    expect(collector.rows('SELECT * FROM rejected_events')).toEqual([]);
    expect(collector.rows('SELECT url FROM events WHERE clock_flag IS NOT NULL')).toEqual([]);
    expect(JSON.stringify(collector.rows('SELECT * FROM events'))).not.toMatch(/secret|Never sent|81\.2\.69/);
  });
});

/** The SDK's own idea of sessions is the collector's: the same messages, begun at the same moment. */
function sessionsAgree(collector: TestCollector): void {
  const pairs = collector.rows(`
    SELECT DISTINCT session_id, context ->> '$.sessionId' AS sdk_session FROM events WHERE is_active = 1`);
  expect(pairs).toHaveLength(collector.rows('SELECT 1 FROM sessions').length);
  for (const { session_id, sdk_session } of pairs) {
    const [session] = collector.rows('SELECT started_at FROM sessions WHERE session_id = ?', session_id);
    expect(Date.parse(String(session?.started_at))).toBe(sdk_session);
  }
}
