import type { Attributes, Person } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { EmptyMessage } from '../../ui/message.tsx';
import { Table } from '../../ui/table/table.tsx';
import { useQuery } from '../../use-query.ts';
import { PEOPLE_COLUMNS, peopleColumns } from '../people/people-columns.tsx';

/** The people who belong to a company, each a link. @param path the question for them. */
export function CompanyUsers({ path }: { readonly path: string }) {
  const [{ sort = 'last_seen_at', order }, change] = useQuery();
  const { data } = useAnswer<Attributes>('/api/attributes');
  return (
    <Table<Person>
      label="Users"
      source={{ path, query: { sort, order } }}
      columns={peopleColumns(data?.profiles ?? [], PEOPLE_COLUMNS)}
      rowKey={({ profile_id }) => profile_id}
      rowHref={({ profile_id }) => at('/people', profile_id)}
      sort={{ name: sort, isAscending: order === 'asc' }}
      onSort={({ name, isAscending }) => change({ sort: name, order: isAscending ? 'asc' : '' })}
      empty={
        <EmptyMessage title="Nobody">
          <p>Nobody who counts in totals belongs to this company.</p>
        </EmptyMessage>
      }
    />
  );
}
