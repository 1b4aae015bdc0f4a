import type { AuditRow } from '../../api/decision-answers.ts';

/** What was read, exported or changed, by the path that the audit names. */
const WORDS: Readonly<Record<string, string>> = {
  '/api/profiles': 'Read a list of people',
  '/api/profiles/count': 'Counted people',
  '/api/search': 'Looked for people',
  '/api/profiles/:profile_id': 'Read the profile',
  '/api/profiles/:profile_id/overview': 'Read what they did in a period',
  '/api/profiles/:profile_id/sessions': 'Read their sessions',
  '/api/profiles/:profile_id/events': 'Read their events',
  '/api/profiles/:profile_id/responses': 'Read their survey responses',
  '/api/profiles/:profile_id/engagements': 'Read what content they saw',
  '/api/profiles/:profile_id/decisions': 'Read what was decided about them',
  '/api/profiles/:profile_id/segments': 'Read which segments they are in',
  '/api/profiles/:profile_id/seen': 'Asked what they have seen',
  '/api/profiles/:profile_id/why': 'Asked why something is in the profile',
  '/api/profiles/:profile_id/as-of': 'Read the profile as of a time',
  '/api/accounts/:account_id/users': 'Read who belongs to a company',
  '/api/sessions': 'Read sessions of everybody',
  '/api/sessions/:session_id/events': 'Read the events of a session',
  '/api/events': 'Read events of everybody',
  '/api/live': 'Watched messages arrive',
  '/api/surveys/:survey_id/responses': 'Read responses to a survey',
  '/api/decisions/preview': 'Asked what a decision would change',
  '/api/doctor': 'Read the checks of data health',
  '/api/duplicates': 'Read who shares an identifier',
  '/api/export/profiles': 'Exported people',
  '/api/export/accounts': 'Exported companies',
  '/api/export/responses': 'Exported survey responses',
  '/api/export/events': 'Exported every message',
  '/api/export/profiles/:profile_id': 'Exported everything about them',
  '/api/keys': 'Changed a key',
  '/api/access': 'Changed who has access',
  '/api/reprocess': 'Read refused messages again',
  '/api/rebuild': 'Put profiles in place that were folded anew',
  '/api/import': 'Imported messages or people',
  'kith export profiles': 'Exported people from the file',
  'kith export accounts': 'Exported companies from the file',
  'kith export responses': 'Exported survey responses from the file',
  'kith export events': 'Exported every message from the file',
  'kith export IDENTITY': 'Exported everything about them from the file',
};

const LOGINS: Readonly<Record<string, string>> = {
  login: 'Logged in',
  logout: 'Logged out',
  login_refused: 'Gave a wrong password',
};

/** Says in words what somebody did, as `Read the profile`. */
export function auditWords({ action, path, decision_id }: Pick<AuditRow, 'action' | 'decision_id' | 'path'>): string {
  if (decision_id !== null) return `Took decision ${decision_id}`;
  if (path === '/api/decisions') return action === 'write' ? 'Decided something' : 'Read what was decided';
  return LOGINS[action] ?? WORDS[path] ?? `${action} ${path}`;
}
