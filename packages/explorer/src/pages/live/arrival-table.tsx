import type { Arrival } from '../../api/live-answers.ts';
import { at } from '../../base.ts';
import { Badge } from '../../ui/badge.tsx';
import { Country } from '../../ui/country.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { personName } from '../person/person-name.ts';
import '../../ui/table/table.css';

const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

const WIDTHS = [96, 104, 200, 176, 176, 160, 160];

/** Messages, the latest first; undefined while it is not known whether there are any. */
export function ArrivalTable({ arrivals }: { readonly arrivals: readonly Arrival[] | undefined }) {
  if (arrivals?.length === 0) return <EmptyMessage title="Nothing of that name has arrived" />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section class="table-scroller" tabIndex={0} aria-label="Messages as they arrive">
      <table class="table" aria-label="Messages">
        <colgroup>
          {WIDTHS.map((width, index) => (
            <col key={`${index} ${width}`} style={{ width: `${width}px` }} />
          ))}
          <col />
        </colgroup>
        <thead>
          <tr>
            {['Arrived', 'Type', 'Name', 'Person', 'Page', 'Country', 'Device'].map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {arrivals?.map((arrival) => <ArrivalRow key={keyOf(arrival)} arrival={arrival} />) ?? <WaitingRows />}
        </tbody>
      </table>
    </section>
  );
}

function ArrivalRow({ arrival }: { readonly arrival: Arrival }) {
  const { received_at, type, name, path, country, device_type, browser_name, source } = arrival;
  return (
    <tr class="arrival">
      <td>{TIME.format(new Date(received_at))}</td>
      <td>
        <Badge tone={type === 'track' ? 'accent' : 'plain'}>{type}</Badge>
      </td>
      <td title={name ?? undefined}>{name ?? arrival.group_id ?? <span class="muted">–</span>}</td>
      <td>
        <PersonOf arrival={arrival} />
      </td>
      <td title={path ?? undefined}>{path ?? <span class="muted">–</span>}</td>
      <td>
        <Country code={country} />
      </td>
      <td>
        {[browser_name, device_type].filter(Boolean).join(', ') || <span class="muted">{source}</span>}
        {arrival.is_bot && <Badge tone="warn">bot</Badge>}
      </td>
      <td />
    </tr>
  );
}

// Whose message it is may not be known yet: then what it names leads to them.
function PersonOf({
  arrival: { profile_id, person_name = null, user_id, anonymous_id },
}: {
  readonly arrival: Arrival;
}) {
  const named = user_id === null ? `a:${anonymous_id}` : `u:${user_id}`;
  const words =
    profile_id === null
      ? (user_id ?? anonymous_id)
      : personName({ profile_id, name: person_name, email: null, user_id });
  return (
    <a href={at('/people', profile_id ?? named)} title={user_id ?? anonymous_id ?? undefined}>
      {words}
    </a>
  );
}

function WaitingRows() {
  return (
    <>
      {[0, 1, 2, 3, 4].map((row) => (
        <tr key={row}>
          {WIDTHS.map((width, index) => (
            <td key={`${index} ${width}`}>
              <Skeleton width={8} />
            </td>
          ))}
          <td />
        </tr>
      ))}
    </>
  );
}

function keyOf({ message_id, anonymous_id, user_id, received_at }: Arrival): string {
  return JSON.stringify([message_id, anonymous_id, user_id, received_at]);
}
