import type { Page, Trait, TraitDefinition } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Time } from '../../ui/time.tsx';
import { WhyButton } from '../../ui/why-button.tsx';
import type { TabProps } from './tabs.ts';
import './traits-tab.css';

const GROUPS: readonly (readonly [group: Trait['trait_group'], title: string, empty: string])[] = [
  ['contact', 'Contact traits', 'Nothing was said of them.'],
  ['survey', 'Survey answers', 'They answered no survey.'],
  ['account', 'Traits of their company', 'They belong to none, or nothing is said of it.'],
  ['metadata', 'Figures', 'There are none.'],
];

const TONES = { server: 'good', verified: 'accent', unverified: 'plain' } as const;
const TRUST = { server: 'backend', verified: 'verified', unverified: 'browser' } as const;

/** What is known of a person in four groups, each value with when it was said, how far it is trusted, and why it stands. */
export function TraitsTab({ person }: TabProps) {
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}`;
  const { data } = useAnswer<Page<TraitDefinition>>('/api/definitions/traits', { limit: 200 });
  const definitionOf = ({ trait_group, key }: Trait) =>
    data?.data.find((known) => known.trait_group === trait_group && known.key === key);
  return (
    <div class="traits">
      {GROUPS.map(([group, title, empty]) => {
        const traits = person.trait_list.filter(({ trait_group: of }) => of === group);
        return (
          <Panel key={group} title={title} action={<SqlButton of={title} path={path} figure="trait_list" />}>
            {traits.length === 0 ? (
              <p class="muted">{empty}</p>
            ) : (
              <dl class="trait-list">
                {traits.map((trait) => (
                  <div key={trait.key}>
                    <dt>
                      <TraitName traitKey={trait.key} label={definitionOf(trait)?.label} />
                    </dt>
                    <dd>
                      <span class="trait-value">
                        <TraitValue trait={trait} />
                      </span>
                      <span class="trait-source">
                        {trait.trust && <Badge tone={TONES[trait.trust]}>{TRUST[trait.trust]}</Badge>}
                        {trait.updated_at && <Time at={trait.updated_at} />}
                        {trait.message_id && (
                          <WhyButton
                            profileId={person.profile_id}
                            subject={`${group} trait ${trait.key}`}
                            of={trait.key}
                          />
                        )}
                      </span>
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </Panel>
        );
      })}
    </div>
  );
}

// What it is called here, and what it is sent as where that differs.
function TraitName({ traitKey, label = traitKey }: { readonly traitKey: string; readonly label: string | undefined }) {
  return (
    <>
      {label} {label !== traitKey && <span class="muted">{traitKey}</span>}
    </>
  );
}

function TraitValue({ trait: { key, value } }: { readonly trait: Trait }) {
  return <AttributeValue attribute={{ name: key, type: /_at$/.test(key) ? 'time' : 'text' }} value={value} />;
}
