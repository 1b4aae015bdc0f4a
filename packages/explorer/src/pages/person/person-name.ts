import type { Person } from '../../api/answers.ts';

/** What tells how a person is called. */
type Named = Pick<Person, 'email' | 'name' | 'profile_id' | 'user_id'>;

// Spaces and marks without a shape are no name: nobody could see the link.
const VISIBLE = /[^\s\p{Cf}]/u;

/** What a person is called: the first that is known, and can be seen, of name, email address and user id, else that they are nobody known. */
export function personName({ name, email, user_id, profile_id }: Named): string {
  const known = [name, email, user_id].find((text) => text && VISIBLE.test(text));
  return known ?? `Anonymous ${profile_id.slice(2, 10)}`;
}
