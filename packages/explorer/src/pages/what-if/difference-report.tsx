import type { Difference } from '../../api/person-answers.ts';
import { at } from '../../base.ts';
import { Button } from '../../ui/button.tsx';
import { Figures } from '../../ui/figures.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';

/** What would change; undefined while it is being folded. */
export function DifferenceReport({
  difference,
  onApply,
}: {
  readonly difference: Difference | undefined;
  readonly onApply: () => void;
}) {
  const { sql, before, after, joined_count = 0, split_count = 0, moved_event_count = 0, moves = [] } = difference ?? {};
  return (
    <>
      <Figures
        figures={[
          {
            label: 'Profiles',
            value: before && after && <Change from={before.profile_count} to={after.profile_count} />,
            sql: sql && <SqlButton of="Profiles now" path={null} sql={sql.profile_count} />,
          },
          {
            label: 'Sessions',
            value: before && after && <Change from={before.session_count} to={after.session_count} />,
            sql: sql && <SqlButton of="Sessions now" path={null} sql={sql.session_count} />,
          },
          { label: 'Profiles joined to others', value: difference && formatNumber(joined_count) },
          { label: 'Profiles that would be new', value: difference && formatNumber(split_count) },
          { label: 'Events that would move', value: difference && formatNumber(moved_event_count) },
        ]}
      />
      <p class="muted">
        SQL gives what is now. What would be is in no file yet: kith policy with --preview folds the same, and tells it
        too.
      </p>
      {difference && (
        <Panel title="The largest moves" action={<Button onClick={onApply}>Apply to all history …</Button>}>
          {moves.length === 0 && <p class="muted">No event would belong to somebody else.</p>}
          <ul class="moves">
            {moves.map(({ from, to, event_count }) => (
              <li key={`${from} ${to}`}>
                <span class="move-count">{formatNumber(event_count)} events</span>
                <a href={at('/people', from)}>{from}</a>
                <span aria-hidden="true">→</span>
                <span class="visually-hidden">to</span>
                <a href={at('/people', to)}>{to}</a>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Change({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <>
      {formatNumber(from)} → {formatNumber(to)}
    </>
  );
}
