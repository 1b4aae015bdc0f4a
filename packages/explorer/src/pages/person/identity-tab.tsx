import { useState } from 'preact/hooks';
import type { Identity } from '../../api/answers.ts';
import { useSession } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Panel } from '../../ui/panel.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Time } from '../../ui/time.tsx';
import { WhyButton } from '../../ui/why-button.tsx';
import { DecisionList } from './decision-list.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { SeparateDialog } from './separate-dialog.tsx';
import type { TabProps } from './tabs.ts';
import './identity-tab.css';

const KINDS: Readonly<Record<Identity['kind'], string>> = {
  user: 'User id',
  anonymous: 'Device',
  email: 'Email',
  phone: 'Phone',
  external: 'Custom id',
  token: 'Push token',
};

const RULES: Readonly<Record<string, string>> = {
  user: 'messages name this user',
  alias: 'joined by an alias',
  claim: 'they logged in here',
  merge: 'joined by an operator',
  device: 'nobody is known to own it',
  trait: 'what a trait says',
  named: 'named beside the message',
};

/** More people than this on one device look like a mistake, and more devices than that of one person: as `suspicious_links` has it. */
const MOST_PEOPLE = 20;
const MOST_DEVICES = 500;

/** Who a person is made of: every identifier with its reason, what looks wrong, and what operators decided about it. */
export function IdentityTab({ person, reload }: TabProps) {
  const { isAdmin } = useSession();
  const [separated, setSeparated] = useState<Identity>();
  const [isMerging, setIsMerging] = useState(false);
  const [decidedCount, setDecidedCount] = useState(0);
  const { identities } = person;
  const joining = identities.filter(({ kind }) => kind === 'user' || kind === 'anonymous');
  const naming = identities.filter(({ kind }) => kind !== 'user' && kind !== 'anonymous');
  const deviceCount = joining.filter(({ kind }) => kind === 'anonymous').length;
  const onDecided = () => {
    reload();
    setDecidedCount((count) => count + 1);
  };
  const sql = (
    <SqlButton of="identifiers" path={`/api/profiles/${encodeURIComponent(person.profile_id)}`} figure="identities" />
  );
  const rowOf = (identity: Identity) => (
    <IdentityRow
      key={`${identity.kind}\n${identity.identifier}`}
      identity={identity}
      profileId={person.profile_id}
      {...(isAdmin && isSeparable(identity) && { onSeparate: () => setSeparated(identity) })}
    />
  );
  return (
    <div class="identity">
      {deviceCount > MOST_DEVICES && (
        <p class="identity-warning">
          {formatNumber(deviceCount)} devices are too many for one person: look whether an id is shared by mistake.
        </p>
      )}
      <Panel title="User ids and devices" action={sql}>
        <ul class="identity-list">{joining.map(rowOf)}</ul>
        {isAdmin && <Button onClick={() => setIsMerging(true)}>Merge with…</Button>}
      </Panel>
      {naming.length > 0 && (
        <Panel title="Other identifiers" action={sql}>
          <p class="muted identity-about">A search for one of these finds this person, too. They join nobody.</p>
          <ul class="identity-list">{naming.map(rowOf)}</ul>
        </Panel>
      )}
      <DecisionList key={decidedCount} person={person} onDecided={onDecided} />
      {separated && (
        <SeparateDialog
          person={person}
          identity={separated}
          onDecided={onDecided}
          onClose={() => setSeparated(undefined)}
        />
      )}
      {isMerging && <MergeDialog person={person} onDecided={onDecided} onClose={() => setIsMerging(false)} />}
    </div>
  );
}

function isSeparable({ rule }: Identity): boolean {
  return rule === 'alias' || rule === 'claim' || rule === 'merge';
}

function IdentityRow({
  identity: { kind, identifier, rule, linked_at: at, person_count: count },
  profileId,
  onSeparate,
}: {
  readonly identity: Identity;
  readonly profileId: string;
  readonly onSeparate?: () => void;
}) {
  return (
    <li>
      <span class="identity-kind">{KINDS[kind]}</span>
      <span class="identity-id">
        <code>{identifier}</code> <CopyButton text={identifier} />
        {count > MOST_PEOPLE && <Badge tone="danger">suspicious: {formatNumber(count)} people</Badge>}
        {count > 1 && count <= MOST_PEOPLE && <Badge tone="warn">shared by {formatNumber(count)}</Badge>}
      </span>
      <span class="identity-reason">
        {RULES[rule] ?? rule}, <Time at={at} />{' '}
        <WhyButton
          profileId={profileId}
          subject={`link ${kind}`}
          value={identifier}
          of={`${KINDS[kind]} ${identifier}`}
        />
      </span>
      <span class="identity-action">{onSeparate && <Button onClick={onSeparate}>Separate…</Button>}</span>
    </li>
  );
}
