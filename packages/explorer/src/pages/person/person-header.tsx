import type { ComponentChildren } from 'preact';
import type { WholePerson } from '../../api/answers.ts';
import { at } from '../../base.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Country } from '../../ui/country.tsx';
import { formatNumber } from '../../ui/number.ts';
import { PersonType } from '../../ui/person-type.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Time } from '../../ui/time.tsx';
import { Actions } from './actions.tsx';
import { EmailOf } from './email-of.tsx';
import { personName } from './person-name.ts';

/** Who a person is: name, identifier, what kind of profile, and the facts that are looked for first. */
export function PersonHeader({
  person,
  reload,
}: {
  readonly person: WholePerson | undefined;
  readonly reload: () => void;
}) {
  return (
    <header class="person-header">
      <span class="person-initial" aria-hidden="true">
        {person ? personName(person).slice(0, 1).toUpperCase() : ''}
      </span>
      <div class="person-who">
        <h1>{person ? personName(person) : <Skeleton width={16} />}</h1>
        <p>
          {person ? (
            <>
              <span class="person-id">{person.user_id ?? person.profile_id}</span>
              <CopyButton text={person.user_id ?? person.profile_id} />
              <EmailOf person={person} />
              <PersonType type={person.type} />
              {person.is_test && <Badge tone="warn">test profile</Badge>}
              {person.is_excluded && <Badge tone="warn">excluded</Badge>}
              {person.is_control_excluded && <Badge>control-excluded</Badge>}
              {person.is_bot && <Badge tone="warn">bot</Badge>}
            </>
          ) : (
            <Skeleton width={24} />
          )}
        </p>
      </div>
      {person && <Actions key={person.profile_id} person={person} reload={reload} />}
      <dl class="person-facts">
        <Fact label="First country">{person && <Country code={person.first_country} />}</Fact>
        <Fact label="Last country">{person && <Country code={person.last_country} />}</Fact>
        <Fact label="Sessions">
          {person && (
            <>
              {formatNumber(person.session_count)}{' '}
              <SqlButton
                of="Sessions in all"
                path={`/api/profiles/${encodeURIComponent(person.profile_id)}`}
                figure="profile"
              />
            </>
          )}
        </Fact>
        <Fact label="Last seen">{person && <Time at={person.last_seen_at} />}</Fact>
        <Fact label={person?.signed_up_at === null ? 'First seen' : 'Signed up'}>
          {person && <Time at={person.signed_up_at ?? person.first_seen_at} />}
        </Fact>
        <Fact label="Company">{person && companyOf(person)}</Fact>
      </dl>
    </header>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children ?? <Skeleton width={10} />}</dd>
    </div>
  );
}

function companyOf({ account_id, accounts }: WholePerson): ComponentChildren {
  if (account_id === null) return <span class="muted">–</span>;
  return (
    <a href={at('/companies', account_id)}>
      {accounts.find((account) => account.account_id === account_id)?.name ?? account_id}
    </a>
  );
}
