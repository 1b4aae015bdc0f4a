import type { Me } from '../../api/answers.ts';
import type { Arrival } from '../../api/live-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { at, BASE } from '../../base.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Panel } from '../../ui/panel.tsx';

/** How to send the first message, and that it has come. */
export function FirstEvent({ arrival }: { readonly arrival: Arrival | undefined }) {
  const { data: me } = useAnswer<Me>('/api/me');
  const address = location.origin + BASE;
  const key = me?.write_key ?? 'pk_…';
  const tag = `<script async src="${address}/kith.js" data-write-key="${key}"></script>`;
  // Without a name of its own curl would be taken for a bot.
  const curl = `curl -A '' ${address}/v1/track -u ${key}: -d '{"anonymousId": "me", "event": "Hello"}'`;
  return (
    <div class="first-event" data-here={arrival ? true : undefined}>
      <div class="first-event-state" role="status">
        <span class="first-event-dot" aria-hidden="true" />
        {arrival ? (
          <p>
            <strong>It works.</strong> The first message is here: {arrival.name ?? arrival.type}, from{' '}
            <a href={at('/people', personOf(arrival))}>{arrival.user_id ?? arrival.anonymous_id}</a>.
          </p>
        ) : (
          <p>
            <strong>Waiting for the first message.</strong> It appears here as soon as it arrives.
          </p>
        )}
      </div>
      {!arrival && (
        <>
          <Panel title="From a page" action={<CopyButton text={tag}>Copy</CopyButton>}>
            <p>Paste this before the end of the head of each page:</p>
            <pre class="first-event-code">{tag}</pre>
          </Panel>
          <Panel title="From a terminal" action={<CopyButton text={curl}>Copy</CopyButton>}>
            <p>Or say hello at once:</p>
            <pre class="first-event-code">{curl}</pre>
          </Panel>
        </>
      )}
    </div>
  );
}

function personOf({ user_id, anonymous_id }: Arrival): string {
  return user_id === null ? `a:${anonymous_id}` : `u:${user_id}`;
}
