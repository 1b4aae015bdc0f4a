import type { Person } from '../../api/answers.ts';
import { personName } from './person-name.ts';

/** A person's email address beside what they are called; nothing where there is none, or where that is what they are called. */
export function EmailOf({ person }: { readonly person: Person }) {
  return person.email === null || person.email === personName(person) ? null : <bdi>{person.email}</bdi>;
}
