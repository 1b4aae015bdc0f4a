import { useState } from 'preact/hooks';
import type { Query } from '../api/api.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorMessage } from './message.tsx';
import { Skeleton } from './skeleton.tsx';
import './sql-button.css';

/** Properties of {@link SqlButton}. */
export interface SqlButtonProps {
  /** The question that gave the figure; null where `sql` is known. */
  readonly path: string | null;
  /** The statement, where the answer with the figure came with it. */
  readonly sql?: string;
  readonly query?: Query;
  /** Which statement, where the question has several: as `totals` of an overview. */
  readonly figure?: string;
  /** What the figure is, for screen readers: as `number of people`. */
  readonly of: string;
}

/** Shows the SQL which gives the same figure on the file. */
export function SqlButton({ of, ...question }: SqlButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="sql-button" aria-label={`SQL: ${of}`} onClick={() => setIsOpen(true)}>
        SQL
      </button>
      {isOpen && <SqlDialog {...question} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function SqlDialog({
  path,
  query = {},
  figure,
  sql: known,
  onClose,
}: Omit<SqlButtonProps, 'of'> & { readonly onClose: () => void }) {
  const { data, error } = useAnswer<{ readonly sql: string | Readonly<Record<string, string>> }>(path, {
    ...query,
    explain: 'sql',
  });
  const sql = known ?? (typeof data?.sql === 'object' ? (data.sql[figure ?? ''] ?? '') : data?.sql);
  return (
    <Dialog
      title="The same in SQL"
      isWide
      onClose={onClose}
      actions={sql !== undefined && <CopyButton text={sql}>Copy</CopyButton>}
    >
      <p class="muted">Run on the database file, this gives the same.</p>
      {error ? (
        <ErrorMessage error={error} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        <pre class="sql" tabIndex={0}>
          {sql ?? <Skeleton width={60} />}
        </pre>
      )}
    </Dialog>
  );
}
