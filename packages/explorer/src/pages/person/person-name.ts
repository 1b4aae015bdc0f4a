import type { Person } from '../../api/answers.ts';

/** What a person is called: the first that is known of name, email address and user id, else that they are nobody known. */
export function personName({ name, email, user_id, profile_id }: Person): string {
  return name || email || user_id || `Anonymous ${profile_id.slice(2, 10)}`;
}
