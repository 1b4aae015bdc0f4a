import type { WholePerson } from '../../api/answers.ts';
import { Figures } from '../../ui/figures.tsx';
import { formatNumber } from '../../ui/number.ts';

/** What a decision made of a person's figures; the later ones are awaited. */
export function BeforeAndAfter({ before, after }: { readonly before: WholePerson; readonly after: WholePerson }) {
  const figure = (label: string, count: (person: WholePerson) => number) => ({
    label,
    value: after === before ? undefined : `${formatNumber(count(before))} → ${formatNumber(count(after))}`,
  });
  return (
    <Figures
      figures={[
        figure('Messages', ({ message_count }) => Number(message_count)),
        figure('Sessions', ({ session_count }) => session_count),
        figure('Identifiers', ({ identities }) => identities.length),
      ]}
    />
  );
}
