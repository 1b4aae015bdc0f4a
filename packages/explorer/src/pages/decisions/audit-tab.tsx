import type { AuditRow } from '../../api/decision-answers.ts';
import { at } from '../../base.ts';
import { Field, Select } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { type Column, Table } from '../../ui/table/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useQuery } from '../../use-query.ts';
import { NameById } from '../person/name-by-id.tsx';
import { auditWords } from './audit-words.ts';

const PATH = '/api/audit';
const ACTIONS = ['read', 'export', 'write', 'login', 'logout', 'login_refused'];

/** Who read about people, exported, decided or logged in, the latest first. */
export function AuditTab() {
  const [{ action, actor }, change] = useQuery();
  const query = { action, actor };
  return (
    <>
      <div class="page-tools">
        <Select label="Action" isBare value={action ?? ''} onChange={(chosen) => change({ action: chosen })}>
          <option value="">Everything done</option>
          {ACTIONS.map((name) => (
            <option key={name} value={name}>
              {name.replace('_', ' ')}
            </option>
          ))}
        </Select>
        <Field
          label="By whom"
          isBare
          placeholder="By whom"
          value={actor ?? ''}
          onChange={(name) => change({ actor: name })}
        />
        <SqlButton of="audit" path={PATH} query={query} />
      </div>
      <Table<AuditRow>
        label="Audit"
        source={{ path: PATH, query }}
        columns={COLUMNS}
        rowKey={({ audit_id }) => String(audit_id)}
        empty={<EmptyMessage title="Nobody did that" />}
      />
    </>
  );
}

// Whom an erasure took away is not named any more.
function About({ identity }: Pick<AuditRow, 'identity'>) {
  if (identity === null) return <span class="muted">–</span>;
  if (identity.startsWith('erased:')) return <span class="muted">somebody who was deleted</span>;
  return (
    <a href={at('/people', identity)} title={identity}>
      <NameById id={identity} />
    </a>
  );
}

const COLUMNS: readonly Column<AuditRow>[] = [
  { name: 'actor', label: 'Who', width: 160, render: ({ actor }) => actor },
  { name: 'did', label: 'Did', width: 320, render: (row) => <span title={row.path}>{auditWords(row)}</span> },
  { name: 'identity', label: 'About', width: 240, render: ({ identity }) => <About identity={identity} /> },
  { name: 'at', label: 'When', width: 240, render: ({ done_at }) => <Time at={done_at} isExact /> },
];
