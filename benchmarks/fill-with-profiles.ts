import { openDatabase } from '../packages/collector/src/persist/database.ts';

/** Fills a file with people as they are when they have been folded, without folding them: for what reads nothing else of them. */
export function fillWithProfiles(path: string, count: number): void {
  const db = openDatabase(path);
  db.prepare(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
     INSERT INTO profile_rows (profile_id, type, user_id, name, email, account_id, created_at, first_seen_at, last_seen_at,
       event_count, page_count, message_count, session_count, session_duration_ms, survey_view_count, survey_response_count,
       first_country, last_country, last_city, last_os_name, last_browser_name, traits, is_test, is_bot,
       client_count, bot_count, purchase_count, rage_click_count, dead_click_count, error_click_count)
     SELECT 'u:' || n, 'identified', n, 'Person ' || n, 'person' || n || '@example.com', 'account' || (n % 1000),
       '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n * 7 % 20000000, 'unixepoch'),
       n % 100, n % 50, n % 150, n % 10, n * 1000, 0, 0, 'DE', 'FR', 'Berlin', 'Windows', 'Chrome',
       json_object('plan', 'pro', 'seats', n % 20, 'note', 'called on ' || n), 0, 0, 1, 0, 0, 0, 0, 0 FROM numbers`,
  ).run(count);
  db.exec(
    `INSERT INTO identities (kind, identifier, profile_id, linked_at, rule, message_id)
     SELECT 'user', user_id, profile_id, created_at, 'user', 'message-' || user_id FROM profile_rows`,
  );
  const keys = ['plan', 'seats', 'note'].map((key) => `('contact', '${key}', 'string', ${count})`);
  db.exec(`INSERT INTO trait_types (trait_group, key, type, count) VALUES ${keys.join(', ')}`);
  db.close();
}
