import { useState } from 'preact/hooks';
import type { Page, Reason } from '../api/answers.ts';
import type { KnownEvent } from '../api/person-answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { EventDetails } from './event-details.tsx';
import { EmptyMessage, ErrorMessage } from './message.tsx';
import { formatDuration } from './number.ts';
import { Skeleton } from './skeleton.tsx';
import { Time } from './time.tsx';
import './why-button.css';

/** Properties of {@link WhyButton}. */
export interface WhyButtonProps {
  readonly profileId: string;
  /** What is explained, as `GET /api/profiles/:profile_id/why` calls it: `link email`, `trait plan`, `first geo`, `session …`. */
  readonly subject: string;
  /** Of several with the same subject, as links of a kind, the one with this value. */
  readonly value?: string;
  /** What is explained, for people: as `first country`. */
  readonly of: string;
}

/** Tells why something is in a profile: the rule, and the message that caused it. */
export function WhyButton({ of, ...asked }: WhyButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="why-button" aria-label={`Why? ${of}`} onClick={() => setIsOpen(true)}>
        Why?
      </button>
      {isOpen && <WhyDialog {...asked} of={of} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function WhyDialog({ profileId, subject, value, of, onClose }: WhyButtonProps & { readonly onClose: () => void }) {
  const { data, error } = useAnswer<Page<Reason>>(`/api/profiles/${encodeURIComponent(profileId)}/why`);
  const reason = data?.data.find(
    (known) => known.subject === subject && (value === undefined || known.value === value),
  );
  const path = reason?.message_id ? `/api/profiles/${encodeURIComponent(profileId)}/events` : null;
  const { data: messages } = useAnswer<Page<KnownEvent>>(path, { message_id: reason?.message_id });
  const [message] = messages?.data ?? [];
  return (
    <Dialog title={`Why? ${of}`} onClose={onClose}>
      {error && <ErrorMessage error={error} />}
      {!data && !error && <Skeleton width={40} />}
      {data && !reason && <EmptyMessage title="Nothing is known about that" />}
      {reason && (
        <>
          <dl class="why">
            <dt>Value</dt>
            <dd>{reason.value === null ? <span class="muted">–</span> : readable(reason.value)}</dd>
            <dt>Because of</dt>
            <dd>{reason.rule}</dd>
            {!message && reason.message_id !== null && (
              <>
                <dt>Message</dt>
                <dd>
                  <code>{reason.message_id}</code>
                  <CopyButton text={reason.message_id} />
                </dd>
                <dt>When</dt>
                <dd>
                  <Time at={reason.at} isExact />
                </dd>
              </>
            )}
          </dl>
          {message && <EventDetails title="The message" event={message} />}
        </>
      )}
    </Dialog>
  );
}

// Of a gap the reason tells the milliseconds.
function readable(value: string): string {
  return value.replace(/^(\d+) ms\b/, (_, ms) => formatDuration(Number(ms)));
}
