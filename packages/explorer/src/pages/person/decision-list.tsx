import { useState } from 'preact/hooks';
import type { Page, WholePerson } from '../../api/answers.ts';
import type { DecisionRow } from '../../api/decision-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useSession } from '../../session/session.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SqlButton } from '../../ui/sql-button.tsx';
import { Time } from '../../ui/time.tsx';
import { decisionWords } from '../decisions/decision-words.ts';
import { DecisionDialog } from './decision-dialog.tsx';
import './decision-list.css';

/** What operators decided about a person, the latest first; what is in force can be undone. */
export function DecisionList({ person, onDecided }: { readonly person: WholePerson; readonly onDecided: () => void }) {
  const { isAdmin } = useSession();
  const [undone, setUndone] = useState<DecisionRow>();
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/decisions`;
  const { data, error, reload } = useAnswer<Page<DecisionRow>>(path, { limit: 100 });
  return (
    <Panel title="Decided about them" action={<SqlButton of="decisions" path={path} />}>
      {error && <ErrorMessage error={error} retry={reload} />}
      {data?.data.length === 0 && <p class="muted decision-none">Nothing yet.</p>}
      <ul class="decision-list">
        {data?.data.map((decision) => (
          <li key={decision.decision_id}>
            <span>{decisionWords(decision)}</span>
            <span class="muted">
              <Time at={decision.decided_at} isExact />
            </span>
            {decision.is_standing ? (
              isAdmin && <Button onClick={() => setUndone(decision)}>Undo…</Button>
            ) : (
              <Badge>undone</Badge>
            )}
          </li>
        ))}
      </ul>
      {undone && (
        <DecisionDialog
          title="Undo a decision"
          verb="Undo"
          doing="Undoing…"
          decision={{ kind: 'undo', decisionId: undone.decision_id }}
          done={() => <p>Everything is as if that had never been decided.</p>}
          onDecided={onDecided}
          onClose={() => setUndone(undefined)}
        >
          <p>{decisionWords(undone)}.</p>
          <p>Undone, everything becomes as if that had never been decided, for all history.</p>
        </DecisionDialog>
      )}
    </Panel>
  );
}
