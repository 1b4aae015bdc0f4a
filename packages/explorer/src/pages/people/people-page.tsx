import { useEffect, useMemo } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Count, Person } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { filterText, narrowed, readFilter } from '../../filter/filter.ts';
import { FilterBar } from '../../filter/filter-bar.tsx';
import { SegmentList } from '../../filter/segment-list.tsx';
import { useVocabulary } from '../../filter/use-vocabulary.ts';
import { choosableColumns, chosenColumns } from '../../list/columns.tsx';
import { CountsPanel } from '../../list/counts-panel.tsx';
import { ListActions } from '../../list/list-actions.tsx';
import { Button } from '../../ui/button.tsx';
import { CountFigure } from '../../ui/count-figure.tsx';
import { Checkbox } from '../../ui/field.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { formatCount } from '../../ui/number.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Table } from '../../ui/table/table.tsx';
import { useQuery, viewAddress } from '../../use-query.ts';
import { rememberList } from './last-list.ts';
import { PEOPLE_COLUMNS, peopleColumns } from './people-columns.tsx';
import './people-page.css';

/** Everybody, or whom a search, a segment or a filter selects. The address holds all of the view. */
export function PeoplePage() {
  const { path } = useRoute();
  const [view, change] = useQuery();
  const vocabulary = useVocabulary();
  const { q, sort = 'last_seen_at', order, by } = view;
  const group = useMemo(() => readFilter(view.filter), [view.filter]);
  const selection = { find: q, filter: filterText(group), everybody: view.everybody };
  const choosable = choosableColumns(vocabulary.attributeLists.profiles, vocabulary.traitLists.profiles);
  const columns = peopleColumns(choosable, chosenColumns(view.columns, PEOPLE_COLUMNS));
  useEffect(() => rememberList(viewAddress(path, view)), [path, view]);

  return (
    <ListPage
      title="People"
      figure={<PeopleCount {...selection} />}
      actions={
        <ListActions
          subject="profiles"
          title="Export people"
          choosable={choosable}
          usual={PEOPLE_COLUMNS}
          countedBy="last_country"
          selection={selection}
          order={{ sort, order }}
        />
      }
      side={
        <SegmentList
          subject="profiles"
          segments={vocabulary.segmentLists.profiles}
          chosen={selection.filter}
          onChoose={(filter) => change({ filter })}
        />
      }
      tools={
        <>
          <SearchField
            label="Search people"
            placeholder="Identifier, name or email"
            value={q ?? ''}
            onSearch={(text) => change({ q: text }, true)}
          />
          <FilterBar
            subject="profiles"
            group={group}
            vocabulary={vocabulary}
            selection={{ find: q, everybody: view.everybody }}
            isNew={view.new === 'segment'}
            onChange={(changed) => change({ filter: filterText(changed), new: '' })}
          />
          <span class="people-everybody">
            <Checkbox
              label="With tests, bots, excluded"
              isChecked={view.everybody === 'true'}
              onChange={(isOn) => change({ everybody: isOn ? 'true' : '' })}
            />
          </span>
        </>
      }
      aside={
        by && (
          <CountsPanel
            subject="profiles"
            by={by}
            selection={selection}
            choosable={choosable}
            onBy={(name) => change({ by: name })}
            onChoose={(condition) => change({ filter: filterText(narrowed(group, condition)) })}
          />
        )
      }
    >
      <Table<Person>
        label="People"
        source={{ path: '/api/profiles', query: { ...selection, sort, order } }}
        columns={columns}
        rowKey={({ profile_id }) => profile_id}
        rowHref={({ profile_id }) => at('/people', profile_id)}
        sort={{ name: sort, isAscending: order === 'asc' }}
        onSort={({ name, isAscending }) => change({ sort: name, order: isAscending ? 'asc' : '' })}
        empty={<Nobody {...selection} onWiden={() => change({ filter: '', everybody: 'true' })} />}
      />
    </ListPage>
  );
}

interface Selection {
  readonly find: string | undefined;
  readonly filter: string | undefined;
  readonly everybody: string | undefined;
}

function PeopleCount(selection: Selection) {
  const { data } = useAnswer<Count>('/api/profiles/count', { ...selection });
  return (
    <>
      <CountFigure count={data} path="/api/profiles/count" query={{ ...selection }} />
      <SqlButton of="number of people" path="/api/profiles/count" query={{ ...selection }} />
    </>
  );
}

// Who is looked up by a name or an address may be a test, or none of the segment: that they are there is said.
function Nobody({ find, filter, everybody, onWiden }: Selection & { readonly onWiden: () => void }) {
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
