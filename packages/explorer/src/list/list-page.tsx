import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Count } from '../api/answers.ts';
import type { Query } from '../api/api.ts';
import { useAnswer } from '../api/use-answer.ts';
import { at } from '../base.ts';
import { filterText, narrowed, readFilter, type Subject } from '../filter/filter.ts';
import { FilterBar } from '../filter/filter-bar.tsx';
import { SegmentList } from '../filter/segment-list.tsx';
import { useVocabulary } from '../filter/use-vocabulary.ts';
import { CountFigure } from '../ui/count-figure.tsx';
import { useTitle } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { SqlButton } from '../ui/sql-button.tsx';
import { type Column, Table } from '../ui/table/table.tsx';
import { useQuery } from '../use-query.ts';
import { type Choosable, choosableColumns, chosenColumns, type Listed } from './columns.tsx';
import { CountsPanel } from './counts-panel.tsx';
import { ListActions } from './list-actions.tsx';
import './list-page.css';

/** Properties of {@link ListPage}. */
export interface ListPageProps<Row> {
  readonly subject: Subject;
  readonly title: string;
  /** What the search finds. */
  readonly placeholder: string;
  /** The columns unless others are chosen. */
  readonly usual: readonly string[];
  readonly columns: (choosable: readonly Choosable[], chosen: readonly string[]) => readonly Column<Row>[];
  /** What is counted first. */
  readonly countedBy: string;
  /** Who is on the list besides, or is not. */
  readonly also?: Query;
  /** More tools, behind the filter. */
  readonly tools?: ComponentChildren;
  readonly rowId: (row: Row) => string;
  /** Said instead of an empty list. */
  readonly empty: ComponentChildren;
}

/** A list of people or companies which a search, a segment and a filter narrow. The address holds all of the view. */
export function ListPage<Row extends Listed>(props: ListPageProps<Row>) {
  const { subject, title, usual, also, rowId } = props;
  const [view, change] = useQuery();
  const vocabulary = useVocabulary();
  const { q, sort = 'last_seen_at', order, by } = view;
  const group = useMemo(() => readFilter(view.filter), [view.filter]);
  const selection = { find: q, filter: filterText(group), ...also };
  const choosable = choosableColumns(vocabulary.attributeLists[subject], vocabulary.traitLists[subject]);
  const path = `/api/${subject}`;
  const nouns = title.toLowerCase();
  useTitle(title);

  return (
    <div class="list-page">
      <PageHead title={title} figure={<ListCount of={nouns} path={`${path}/count`} selection={selection} />}>
        <ListActions
          subject={subject}
          title={`Export ${nouns}`}
          choosable={choosable}
          usual={usual}
          countedBy={props.countedBy}
          selection={selection}
          order={{ sort, order }}
        />
      </PageHead>
      <SegmentList
        subject={subject}
        segments={vocabulary.segmentLists[subject]}
        chosen={selection.filter}
        onChoose={(filter) => change({ filter })}
      />
      <div class="list-page-main">
        <div class="page-tools">
          <SearchField
            label={`Search ${nouns}`}
            placeholder={props.placeholder}
            value={q ?? ''}
            onSearch={(text) => change({ q: text }, true)}
          />
          <FilterBar
            subject={subject}
            group={group}
            vocabulary={vocabulary}
            selection={{ find: q, ...also }}
            isNew={view.new === 'segment'}
            onChange={(changed) => change({ filter: filterText(changed), new: '' })}
          />
          {props.tools}
        </div>
        <Table<Row>
          label={title}
          source={{ path, query: { ...selection, sort, order } }}
          columns={props.columns(choosable, chosenColumns(view.columns, usual))}
          rowKey={rowId}
          rowHref={(row) => at(`/${nouns}`, rowId(row))}
          sort={{ name: sort, isAscending: order === 'asc' }}
          onSort={({ name, isAscending }) => change({ sort: name, order: isAscending ? 'asc' : '' })}
          empty={props.empty}
        />
      </div>
      {by && (
        <CountsPanel
          subject={subject}
          by={by}
          selection={selection}
          choosable={choosable}
          onBy={(name) => change({ by: name })}
          onChoose={(condition) => change({ filter: filterText(narrowed(group, condition)) })}
        />
      )}
    </div>
  );
}

function ListCount({ of, path, selection }: { readonly of: string; readonly path: string; readonly selection: Query }) {
  const { data } = useAnswer<Count>(path, selection);
  return (
    <>
      <CountFigure count={data} path={path} query={selection} />
      <SqlButton of={`number of ${of}`} path={path} query={selection} />
    </>
  );
}
