import { useState } from 'preact/hooks';
import type { Arrival } from '../../api/live-answers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Page } from '../../ui/page.tsx';
import { useQuery } from '../../use-query.ts';
import { ArrivalTable } from './arrival-table.tsx';
import { FirstEvent } from './first-event.tsx';
import { useArrivals } from './use-arrivals.ts';
import './live-page.css';

/** Messages as they arrive; before the first one, how to send it. */
export function LivePage() {
  const [{ name = '' }, change] = useQuery();
  const [isPaused, setIsPaused] = useState(false);
  const { arrivals, waitingCount, hasGap, isConnected, error } = useArrivals(isPaused);
  const [wasEmpty, setWasEmpty] = useState(false);
  const isEmpty = arrivals?.length === 0;
  if (isEmpty && !wasEmpty) setWasEmpty(true);

  if (error) return <ErrorMessage error={error} retry={() => location.reload()} />;
  const found = arrivals?.filter((arrival) => isNamed(arrival, name));
  return (
    <Page
      title="Live"
      figure={<Badge tone={isConnected && !isPaused ? 'good' : 'plain'}>{stateWords(isConnected, isPaused)}</Badge>}
      actions={
        !isEmpty && (
          <Button isPressed={isPaused} onClick={() => setIsPaused(!isPaused)}>
            {isPaused ? `Go on${waitingCount > 0 ? ` (${formatNumber(waitingCount)} new)` : ''}` : 'Pause'}
          </Button>
        )
      }
    >
      {wasEmpty && <FirstEvent arrival={arrivals?.at(-1)} />}
      {!isEmpty && (
        <>
          <div class="page-tools">
            <Field
              label="Filter by name"
              isBare
              type="search"
              placeholder="Event, page or type"
              value={name}
              onInput={(text) => change({ name: text }, true)}
            />
            {hasGap && <span class="muted">More arrives than can be shown: some are left out.</span>}
          </div>
          <ArrivalTable arrivals={found} />
        </>
      )}
    </Page>
  );
}

function stateWords(isConnected: boolean, isPaused: boolean): string {
  if (!isConnected) return 'connecting';
  return isPaused ? 'paused' : 'listening';
}

function isNamed({ name, type, path }: Arrival, wanted: string): boolean {
  return `${type} ${name ?? ''} ${path ?? ''}`.toLowerCase().includes(wanted.trim().toLowerCase());
}
