import { useEffect } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Count, Person } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { ListPage } from '../../list/list-page.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatCount } from '../../ui/number.ts';
import { useQuery, viewAddress } from '../../use-query.ts';
import { rememberList } from './last-list.ts';
import { PEOPLE_COLUMNS, peopleColumns } from './people-columns.tsx';
import './people-page.css';

/** Everybody, or whom a search, a segment or a filter selects. */
export function PeoplePage() {
  const { path } = useRoute();
  const [view, change] = useQuery();
  const { q, filter, everybody } = view;
  useEffect(() => rememberList(viewAddress(path, view)), [path, view]);
  return (
    <ListPage<Person>
      subject="profiles"
      title="People"
      placeholder="Identifier, name or email"
      usual={PEOPLE_COLUMNS}
      columns={peopleColumns}
      countedBy="last_country"
      also={{ everybody }}
      tools={
        <span class="people-everybody">
          <Checkbox
            label="With tests, bots, excluded"
            isChecked={everybody === 'true'}
            onChange={(isOn) => change({ everybody: isOn ? 'true' : '' })}
          />
        </span>
      }
      rowId={({ profile_id }) => profile_id}
      empty={
        <Nobody
          find={q}
          filter={filter}
          everybody={everybody}
          onWiden={() => change({ filter: '', everybody: 'true' })}
        />
      }
    />
  );
}

// Who is looked up by a name or an address may be a test, or none of the segment: that they are there is said.
function Nobody({
  find,
  filter,
  everybody,
  onWiden,
}: {
  readonly find: string | undefined;
  readonly filter: string | undefined;
  readonly everybody: string | undefined;
  readonly onWiden: () => void;
}) {
  const isNarrow = filter !== undefined || everybody !== 'true';
  const { data } = useAnswer<Count>(find && isNarrow ? '/api/profiles/count' : null, { find, everybody: true });
  if (!find && !filter) {
    return (
      <EmptyMessage title="Nobody">
        <p>People appear here once messages arrive.</p>
      </EmptyMessage>
    );
  }
  return (
    <EmptyMessage title="Nobody">
      {data?.count ? (
        <>
          <p>
            Nobody of this list is like that, but among everybody{' '}
            {data.count === 1 ? 'one person is' : `${formatCount(data)} people are`}.
          </p>
          <Button onClick={onWiden}>Look among everybody</Button>
        </>
      ) : (
        <p>Nobody is like that.</p>
      )}
    </EmptyMessage>
  );
}
