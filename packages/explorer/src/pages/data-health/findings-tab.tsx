import type { DoctorReport, Finding } from '../../api/doctor-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { Badge } from '../../ui/badge.tsx';
import { Figures } from '../../ui/figures.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { formatBytes, formatNumber } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';

/** Every check of the doctor: what was found first, with examples and what mends it, then what was not. */
export function FindingsTab() {
  const { data, error, reload } = useAnswer<DoctorReport>('/api/doctor');
  if (error) return <ErrorMessage error={error} retry={reload} />;
  const found = data?.data.filter(({ count }) => count > 0) ?? [];
  const count = (severity: Finding['severity']) => found.filter((finding) => finding.severity === severity).length;
  const growth = data?.growth;
  return (
    <div class="findings">
      <p class="page-about">
        Checks of messages look at the latest 100,000 of seven days, so that what was mended goes away; losses and
        duplicates are counted in all.
      </p>
      <Figures
        figures={[
          { label: 'Errors', value: data && formatNumber(count('error')) },
          { label: 'Warnings', value: data && formatNumber(count('warning')) },
          { label: 'Messages', value: growth && formatNumber(growth.event_count), sql: sqlOf('growth', 'messages') },
          { label: 'Database', value: growth && formatBytes(growth.database_bytes), sql: sqlOf('growth', 'size') },
          { label: 'Growth a day', value: growth && grown(growth.bytes_per_day), sql: sqlOf('growth', 'growth') },
        ]}
      />
      {!data && <FindingSkeletons />}
      {found.map((finding) => (
        <FindingPanel key={finding.name} finding={finding} />
      ))}
      {data && (
        <Panel title={found.length === 0 ? 'Nothing is wrong' : 'Nothing found'}>
          <ul class="findings-fine">
            {data.data
              .filter((finding) => finding.count === 0)
              .map(({ name, title }) => (
                <li key={name}>
                  <strong>{words(name)}</strong> <span class="muted">{title}</span>
                </li>
              ))}
          </ul>
        </Panel>
      )}
    </div>
  );
}

function FindingPanel({
  finding: { name, severity, title, why, fix, count, examples },
}: {
  readonly finding: Finding;
}) {
  const columns = [...new Set(examples.flatMap((example) => Object.keys(example)))];
  return (
    <Panel
      title={words(name)}
      action={
        <span class="finding-count">
          <Badge tone={severity === 'error' ? 'danger' : 'warn'}>
            {severity} · {formatNumber(count)}
          </Badge>
          {/* How large the log is beside the file, no SQL tells. */}
          {name !== 'log_growth' && sqlOf(name, words(name))}
        </span>
      }
    >
      <p>{sentence(title)}</p>
      <dl class="finding-advice">
        <dt>Why</dt>
        <dd>{why}</dd>
        <dt>Fix</dt>
        <dd>{fix}</dd>
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <section class="finding-examples" tabIndex={0} aria-label={`Examples of ${words(name)}`}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {words(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {examples.map((example) => (
              <tr key={JSON.stringify(example)}>
                {columns.map((column) => (
                  <td key={column}>
                    <ExampleValue column={column} value={example[column]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

// Ids of people and devices lead to whom they belong.
function ExampleValue({ column, value }: { readonly column: string; readonly value: unknown }) {
  if (value === null || value === undefined) return <span class="muted">–</span>;
  const text = String(value);
  if (column === 'profile_id') return <a href={at('/people', text)}>{text}</a>;
  if (column === 'user_id') return <a href={at('/people', `u:${text}`)}>{text}</a>;
  if (column === 'anonymous_id') return <a href={at('/people', `a:${text}`)}>{text}</a>;
  return <>{typeof value === 'number' ? formatNumber(value) : text}</>;
}

function sqlOf(figure: string, of: string) {
  return <SqlButton of={of} path="/api/doctor" figure={figure} />;
}

function FindingSkeletons() {
  return (
    <>
      {[0, 1].map((index) => (
        <section key={index} class="panel">
          <Skeleton width={20} />
          <p>
            <Skeleton width={48} />
          </p>
        </section>
      ))}
    </>
  );
}

function grown(bytes: number | null) {
  return bytes === null ? <span class="muted">–</span> : formatBytes(bytes);
}

function words(name: string): string {
  return sentence(name.replaceAll('_', ' '));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
