import { useState } from 'preact/hooks';
import type { Page, Reason } from '../api/answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { EmptyMessage, ErrorMessage } from './message.tsx';
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
  return (
    <Dialog title={`Why? ${of}`} onClose={onClose}>
      {error && <ErrorMessage error={error} />}
      {!data && !error && <Skeleton width={40} />}
      {data && !reason && <EmptyMessage title="Nothing is known about that" />}
      {reason && (
        <dl class="why">
          <dt>Value</dt>
          <dd>{reason.value ?? <span class="muted">–</span>}</dd>
          <dt>Because of</dt>
          <dd>{reason.rule}</dd>
          <dt>Message</dt>
          <dd>
            {reason.message_id === null ? (
              <span class="muted">none</span>
            ) : (
              <>
                <code>{reason.message_id}</code>
                <CopyButton text={reason.message_id} />
              </>
            )}
          </dd>
          <dt>When</dt>
          <dd>
            <Time at={reason.at} isExact />
          </dd>
        </dl>
      )}
    </Dialog>
  );
}
