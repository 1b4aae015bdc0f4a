import { useLocation } from 'preact-iso';
import type { Page } from '../../api/answers.ts';
import type { KnownEvent } from '../../api/person-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at } from '../../base.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EventDetails, eventWords } from '../../ui/event-details.tsx';
import { EmptyMessage, ErrorMessage } from '../../ui/message.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** Everything a message says, with the way to its session. */
export function EventDialog({ event, onClose }: { readonly event: KnownEvent; readonly onClose: () => void }) {
  const { route } = useLocation();
  const { session_id: session, profile_id: owner } = event;
  const href = session && `${at('/people', owner, 'sessions')}?${new URLSearchParams({ session })}`;
  return (
    <Dialog
      title={eventWords(event)}
      isWide
      onClose={onClose}
      actions={href && <Button onClick={() => route(href)}>See the session</Button>}
    >
      <EventDetails event={event} />
    </Dialog>
  );
}

/** The same of a message known by its id alone. */
export function MessageDialog({
  profileId,
  messageId,
  onClose,
}: {
  readonly profileId: string;
  readonly messageId: string;
  readonly onClose: () => void;
}) {
  const path = `/api/profiles/${encodeURIComponent(profileId)}/events`;
  const { data, error } = useAnswer<Page<KnownEvent>>(path, { message_id: messageId });
  const [event] = data?.data ?? [];
  if (event) return <EventDialog event={event} onClose={onClose} />;
  return (
    <Dialog title="Message" isWide onClose={onClose}>
      {error && <ErrorMessage error={error} />}
      {data && <EmptyMessage title="There is no such message any more" />}
      {!data && !error && <Skeleton width={40} />}
    </Dialog>
  );
}
