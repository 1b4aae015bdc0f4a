import { useEffect, useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { WholePerson } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { useKeys } from '../../keyboard.ts';
import { ErrorMessage } from '../../ui/message.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useQuery } from '../../use-query.ts';
import { lastList } from '../people/last-list.ts';
import { PersonHeader } from './person-header.tsx';
import { personName } from './person-name.ts';
import { TABS } from './tabs.ts';
import './person-page.css';

/** One person: who they are, and a tab for each thing that is known of them. */
export function PersonPage() {
  const { id = '', tab: name = '' } = useRoute().params;
  const { route } = useLocation();
  const { data: person, error, reload } = useAnswer<WholePerson>(`/api/profiles/${encodeURIComponent(id)}`);
  const Tab = TABS.find((entry) => entry.name === name)?.component;
  const [{ session }] = useQuery();
  const back = session ? at('/people', id, 'sessions') : lastList();
  useKeys(useMemo(() => ({ Escape: () => route(back) }), [route, back]));
  useEffect(() => {
    document.title = `${person ? personName(person) : 'Person'} · Kith`;
  }, [person]);

  if (error) return <ErrorMessage error={error} retry={reload} />;
  return (
    <article class="person">
      <a class="person-back" href={lastList()}>
        ← People
      </a>
      <PersonHeader person={person} reload={reload} />
      <Tabs label="About this person" address={at('/people', id)} tabs={TABS} current={name} />
      {Tab && person && <Tab person={person} reload={reload} />}
    </article>
  );
}
