import { type Check, sqlCheck } from './check.ts';

/** Devices of very many users and users of very many devices. */
export const suspiciousLinks: Check = sqlCheck({
  name: 'suspicious_links',
  severity: 'warning',
  title: 'a device was claimed by more than 20 users, or a user has more than 500 devices',
  why: 'It may be a public terminal or a test robot; it may be a mistake that gives one person what others did. Kith acts on none of it.',
  fix: 'Look with kith why who linked them; exclude robots (kith exclude), separate what does not belong together (kith unlink).',
  sql: `SELECT guard, identifier, count FROM suspicious_links ORDER BY count DESC, identifier`,
});
