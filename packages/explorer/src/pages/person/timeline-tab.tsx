import { useState } from 'preact/hooks';
import type { KnownEvent } from '../../api/person-answers.ts';
import { Checkbox } from '../../ui/field.tsx';
import { EmptyMessage } from '../../ui/message.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Table } from '../../ui/table/table.tsx';
import { useQuery } from '../../use-query.ts';
import { eventColumns } from './event-columns.tsx';
import { EventDialog } from './event-dialog.tsx';
import { EventNameField } from './event-name-field.tsx';
import type { TabProps } from './tabs.ts';

/**
 * Every message of a person, the latest first. What was done without a login on a device of theirs and counts as nobody's, or as
 * their own by no more than a guess, is there too, in grey.
 */
export function TimelineTab({ person }: TabProps) {
  const [{ event: name, own }, change] = useQuery();
  const [opened, setOpened] = useState<KnownEvent>();
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/events`;
  const isShared = person.profile_id.startsWith('u:') && person.identities.some(({ kind }) => kind === 'anonymous');
  const query = { name, apart: isShared && own !== 'true' ? true : undefined };
  return (
    <div class="person-list">
      <div class="person-tools">
        <EventNameField value={name ?? ''} onChange={(event) => change({ event })} />
        {isShared && (
          <Checkbox
            label="With what nobody was logged in for, in grey"
            isChecked={own !== 'true'}
            onChange={(isChecked) => change({ own: isChecked ? '' : 'true' })}
          />
        )}
        <SqlButton of="events" path={path} query={query} />
      </div>
      <Table
        label="Events"
        source={{ path, query }}
        columns={eventColumns(person.profile_id)}
        rowKey={({ message_id: id, anonymous_id: device }) => `${id}\n${device}`}
        onOpen={setOpened}
        empty={<EmptyMessage title={name ? 'No such event' : 'Nothing yet'} />}
      />
      {opened && <EventDialog event={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}
