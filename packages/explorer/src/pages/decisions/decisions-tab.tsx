import { useState } from 'preact/hooks';
import type { DecisionRow } from '../../api/decision-answers.ts';
import { useSession } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Select } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useQuery } from '../../use-query.ts';
import { decisionWords, isUndoable } from './decision-words.ts';
import { UndoDialog } from './undo-dialog.tsx';

const PATH = '/api/decisions';
const KINDS = {
  merge: 'Joined',
  unlink: 'Separated',
  exclude: 'Excluded',
  test: 'Test profiles',
  control: 'Control groups',
  reset: 'First-time users again',
  policy: 'Policies',
  mapping: 'Mappings',
  define: 'Definitions',
  segment: 'Segments',
  erase: 'Deletions',
  undo: 'Undone',
};

/** What operators decided, the latest first; an administrator may take it back. */
export function DecisionsTab() {
  const [{ kind }, change] = useQuery();
  const { isAdmin } = useSession();
  const [opened, setOpened] = useState<DecisionRow>();
  const [version, setVersion] = useState(0);
  return (
    <>
      <div class="page-tools">
        <Select label="Kind" isBare value={kind ?? ''} onChange={(chosen) => change({ kind: chosen })}>
          <option value="">All decisions</option>
          {Object.entries(KINDS).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </Select>
        <SqlButton of="decisions" path={PATH} query={{ kind }} />
      </div>
      <Table<DecisionRow>
        key={version}
        label="Decisions"
        source={{ path: PATH, query: { kind } }}
        columns={COLUMNS}
        rowKey={({ decision_id }) => String(decision_id)}
        onOpen={setOpened}
        empty={<EmptyMessage title="Nothing was decided yet" />}
      />
      {opened && (
        <UndoDialog
          decision={opened}
          mayUndo={isAdmin && isUndoable(opened)}
          onUndone={() => {
            setOpened(undefined);
            setVersion(version + 1);
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

const COLUMNS: readonly Column<DecisionRow>[] = [
  { name: 'words', label: 'Decision', width: 480, render: decisionWords },
  { name: 'at', label: 'When', width: 160, render: ({ decided_at }) => <Time at={decided_at} /> },
  {
    name: 'state',
    label: '',
    width: 104,
    render: ({ kind, is_standing }) => (is_standing || kind === 'undo' ? null : <Badge>undone</Badge>),
  },
  { name: 'id', label: 'Number', width: 96, isNumber: true, render: ({ decision_id }) => decision_id },
];
