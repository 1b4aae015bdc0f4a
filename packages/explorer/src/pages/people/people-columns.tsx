import type { Person } from '../../api/answers.ts';
import { type Choosable, type Look, namedColumns } from '../../list/columns.tsx';
import { PersonType } from '../../ui/person-type.tsx';
import type { Column } from '../../ui/table/table.tsx';
import { personName } from '../person/person-name.ts';

/** The columns that people are listed with unless others are chosen. */
export const PEOPLE_COLUMNS: readonly string[] = ['email', 'type', 'last_country', 'session_count', 'last_seen_at'];

const LOOKS: Readonly<Record<string, Look<Person>>> = {
  email: { width: 232 },
  type: { width: 124, render: ({ type }) => <PersonType type={type} /> },
};

/** The columns of a table of people: who it is, then what was chosen. */
export function peopleColumns(choosable: readonly Choosable[], chosen: readonly string[]): Column<Person>[] {
  const who: Column<Person> = { name: 'name', label: 'Person', width: 192, isSortable: true, render: personName };
  return [who, ...namedColumns(choosable, chosen, LOOKS)];
}
