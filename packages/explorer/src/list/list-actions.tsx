import { useState } from 'preact/hooks';
import type { Query } from '../api/api.ts';
import type { Subject } from '../filter/filter.ts';
import { Button } from '../ui/button.tsx';
import { ExportDialog } from '../ui/export-dialog.tsx';
import { useQuery } from '../use-query.ts';
import { type Choosable, chosenColumns } from './columns.tsx';
import { ColumnsDialog } from './columns-dialog.tsx';

/** What can be done with a list of people or companies: count it by something, choose its columns, export it. */
export function ListActions({
  subject,
  title,
  choosable,
  usual,
  countedBy,
  selection,
  order,
}: {
  readonly subject: Subject;
  /** Of the export. */
  readonly title: string;
  readonly choosable: readonly Choosable[];
  /** The columns unless others are chosen. */
  readonly usual: readonly string[];
  /** What is counted first. */
  readonly countedBy: string;
  /** Who, or what, is on the list. */
  readonly selection: Query;
  /** Its order. */
  readonly order: Query;
}) {
  const [{ by, columns }, change] = useQuery();
  const [dialog, setDialog] = useState<'columns' | 'export'>();
  const chosen = chosenColumns(columns, usual);
  const id = subject === 'profiles' ? 'profile_id' : 'account_id';
  return (
    <>
      <Button icon="chart" isPressed={by !== undefined} onClick={() => change({ by: by ? '' : countedBy })}>
        Count by
      </Button>
      <Button icon="columns" onClick={() => setDialog('columns')}>
        Columns
      </Button>
      <Button icon="export" onClick={() => setDialog('export')}>
        Export
      </Button>
      {dialog === 'columns' && (
        <ColumnsDialog
          choosable={choosable}
          chosen={chosen}
          onChange={(names) => change({ columns: names.join(',') }, true)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'export' && (
        <ExportDialog
          title={title}
          subject={subject}
          columns={[...new Set([id, 'name', ...chosen])]}
          selection={selection}
          order={order}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  );
}
