import { readPlaces } from '../../persist/places.ts';
import { type Check, LATEST, sqlCheck } from './check.ts';

const WITHOUT = sqlCheck({
  name: 'missing_places',
  severity: 'warning',
  title: 'hardly any message of a browser or an app has a country',
  why: 'Kith sees the address of a proxy instead of that of the client.',
  fix: 'Name the proxy in KITH_TRUST_PROXY, and let it send X-Forwarded-For. Where nobody should be located, set KITH_GEO=off.',
  sql: `
    SELECT source, count(*) AS message_count, sum(country IS NULL) AS without_country_count, max(message_id) AS message_id
    FROM ${LATEST} WHERE NOT is_server AND NOT is_bot
    GROUP BY source HAVING count(*) >= 100 AND sum(country IS NULL) > 0.9 * count(*)
    ORDER BY message_count DESC`,
});

/** Clients without a place, though places are looked up. */
export const missingPlaces: Check = {
  ...WITHOUT,
  find(db, asking) {
    const { source } = readPlaces(db);
    return source === null || source === 'off' ? { count: 0, examples: [] } : WITHOUT.find(db, asking);
  },
};
