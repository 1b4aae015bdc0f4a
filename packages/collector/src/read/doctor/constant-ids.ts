import { type Check, LATEST, sqlCheck } from './check.ts';

/** An id that stands for many: the same text for everybody. */
export const constantIds: Check = sqlCheck({
  name: 'constant_ids',
  severity: 'error',
  title: 'one id is sent for many people or devices',
  why: 'Everybody who sends it becomes one person, and what is known of each is mixed for good.',
  fix: 'Send an id of your own for each person and let the SDK make that of the device. Afterwards erase the person of the constant id.',
  sql: `
    SELECT 'user_id' AS field, user_id AS identifier, count(DISTINCT anonymous_id) AS device_count, max(message_id) AS message_id
    FROM ${LATEST} WHERE user_id IS NOT NULL
    GROUP BY user_id HAVING count(DISTINCT anonymous_id) > 50
    UNION ALL
    SELECT 'anonymous_id', anonymous_id,
      count(DISTINCT coalesce(browser_name, '') || '/' || coalesce(os_name, '') || '/' || coalesce(country, '')), max(message_id)
    FROM ${LATEST} WHERE anonymous_id IS NOT NULL AND NOT is_server AND NOT is_bot
    GROUP BY anonymous_id
    HAVING count(DISTINCT coalesce(browser_name, '') || '/' || coalesce(os_name, '') || '/' || coalesce(country, '')) > 10
    ORDER BY device_count DESC, identifier`,
});
