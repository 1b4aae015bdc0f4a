import type { Attribute, Attributes, WholePerson } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { REASONS, Unknown } from '../../ui/unknown.tsx';
import { WhyButton } from '../../ui/why-button.tsx';

/** What the reasons call the attributes that come from one message. */
const GROUPS: Readonly<Record<string, string>> = {
  country: 'geo',
  region: 'geo',
  city: 'geo',
  device_type: 'device',
  os_name: 'os',
  os_version: 'os',
  browser_name: 'browser',
  browser_version: 'browser',
  application: 'application',
  application_version: 'application',
  host: 'host',
};

/** What it is that a group leaves unknown. */
const UNKNOWN: Readonly<Record<string, 'device' | 'place'>> = {
  geo: 'place',
  device: 'device',
  os: 'device',
  browser: 'device',
};

/** Where a person came from, and with what, the first and the last time. What is not known either time is left out, but for the country. */
export function FirstAndLast({ person }: { readonly person: WholePerson }) {
  const { data } = useAnswer<Attributes>('/api/attributes');
  const firsts = (data?.profiles ?? []).filter(
    ({ name }) =>
      name === 'first_country' ||
      (name.startsWith('first_') && !name.endsWith('_at') && (person[name] ?? person[lastOf(name)]) != null),
  );
  const isPlaceless = person.first_country === null || person.last_country === null;
  return (
    <Panel
      title="First and last time"
      action={
        <SqlButton
          of="First and last time"
          path={`/api/profiles/${encodeURIComponent(person.profile_id)}`}
          figure="profile"
        />
      }
    >
      <table class="first-last">
        <thead>
          <tr>
            <td />
            <th scope="col">First</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {firsts.map((first) => {
            const words = first.label.replace(/^First /, '');
            return (
              <tr key={first.name}>
                <th scope="row">{words.charAt(0).toUpperCase() + words.slice(1)}</th>
                <Edge edge="first" person={person} attribute={first} words={words} />
                <Edge edge="last" person={person} attribute={first} words={words} />
              </tr>
            );
          })}
        </tbody>
      </table>
      {isPlaceless && <p class="muted first-last-why">{REASONS.place}.</p>}
    </Panel>
  );
}

function Edge({
  edge,
  person,
  attribute,
  words,
}: {
  readonly edge: 'first' | 'last';
  readonly person: WholePerson;
  readonly attribute: Attribute;
  readonly words: string;
}) {
  const value = person[edge === 'first' ? attribute.name : lastOf(attribute.name)];
  const group = groupOf(attribute.name.slice('first_'.length));
  return (
    <td>
      {value == null && group && group in UNKNOWN ? (
        <Unknown what={UNKNOWN[group] ?? 'device'} />
      ) : (
        <AttributeValue attribute={attribute} value={value} />
      )}{' '}
      {value != null && group && (
        <WhyButton profileId={person.profile_id} subject={`${edge} ${group}`} of={`${edge} ${words}`} />
      )}
    </td>
  );
}

function lastOf(name: string): string {
  return name.replace('first_', 'last_');
}

// How somebody came is told by what the session began with.
function groupOf(name: string): string | undefined {
  return GROUPS[name] ?? (/^(campaign_|click_id|referrer|landing_page)/.test(name) ? 'entry' : undefined);
}
