import type { KnownEvent } from '../api/person-answers.ts';
import { CopyButton } from './copy-button.tsx';
import { Country } from './country.tsx';
import { Details, jsonText } from './details.tsx';
import { OutsideLink } from './outside-link.tsx';
import { Time } from './time.tsx';
import './event-details.css';

/** What somebody did, in words: the name of an event, the page that was viewed, who logged in. */
export function eventWords({ type, name, title, path, user_id, account_id }: KnownEvent): string {
  if (type === 'track') return name ?? 'Event without a name';
  if (type === 'page' || type === 'screen') return `Viewed ${name ?? title ?? path ?? `a ${type}`}`;
  if (type === 'identify') return user_id === null ? 'Said who they are' : `Identified as ${user_id}`;
  if (type === 'group') return account_id === null ? 'Joined an account' : `Joined ${account_id}`;
  return `Became ${user_id ?? 'somebody'}`;
}

/** Everything a message says, under a title where it is not alone. */
export function EventDetails({ event, title: heading }: { readonly event: KnownEvent; readonly title?: string }) {
  const { url, path, title, country, city, message_id: id } = event;
  const device = [event.browser_name, event.os_name].filter(Boolean).join(' · ');
  return (
    <div class="event-details">
      {heading && <h3>{heading}</h3>}
      <Details
        details={[
          ['When', <Time key="at" at={event.timestamp} isExact />],
          ['Page', url === null ? path : <OutsideLink href={url}>{url}</OutsideLink>],
          ['Title', title],
          ['Device', event.is_server ? 'none: sent by a backend' : device],
          [
            'Place',
            country && (
              <>
                <Country code={country} />
                {city && `, ${city}`}
              </>
            ),
          ],
          ['User id', event.user_id],
          ['Device id', event.anonymous_id],
          ['Account', event.account_id],
          ['Received', <Time key="at" at={event.received_at} isExact />],
          [
            'Message',
            <>
              <code>{id}</code> <CopyButton text={id} />
            </>,
          ],
        ]}
      />
      <Values title="Properties" values={event.properties} />
      <Values title="Traits" values={event.traits} />
    </div>
  );
}

function Values({ title, values }: { readonly title: string; readonly values: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <Details details={entries.map(([key, value]) => [key, jsonText(value)])} />
    </section>
  );
}
