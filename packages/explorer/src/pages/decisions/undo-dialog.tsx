import type { DecisionRow } from '../../api/decision-answers.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/progress.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDecision } from '../../use-decision.ts';
import { useRefold } from '../../use-refold.ts';
import { decisionWords } from './decision-words.ts';

/** One decision, as it is stored, and what takes it back. */
export function UndoDialog({
  decision,
  mayUndo,
  onUndone,
  onClose,
}: {
  readonly decision: DecisionRow;
  readonly mayUndo: boolean;
  readonly onUndone: () => void;
  readonly onClose: () => void;
}) {
  const { decision_id, kind, decided_at, value } = decision;
  const { decide, isDeciding, error } = useDecision();
  const { run, progress, error: refusal } = useRefold();
  // What changes how every event is read folds all history anew.
  const isOfAllHistory = kind === 'policy' || kind === 'mapping';

  async function undo(): Promise<void> {
    const undoing = { kind: 'undo', decisionId: decision_id };
    if ((await (isOfAllHistory ? run(undoing) : decide(undoing))) === undefined) return;
    toast(`Decision ${decision_id} is undone`);
    onUndone();
  }

  return (
    <Dialog
      title={`Decision ${decision_id}`}
      onClose={onClose}
      actions={
        mayUndo && (
          <Button kind="danger" isDisabled={isDeciding || progress !== undefined} onClick={undo}>
            {isDeciding || progress !== undefined ? 'Undoing…' : 'Undo it'}
          </Button>
        )
      }
    >
      <p>
        {decisionWords(decision)}, <Time at={decided_at} isExact />.
      </p>
      {value !== null && typeof value === 'object' && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        <pre class="sql" tabIndex={0}>
          {JSON.stringify(value, null, 2)}
        </pre>
      )}
      {mayUndo && (
        <p class="muted">
          To undo it makes everything what it would be had it never been taken
          {isOfAllHistory && ', for which all history is folded anew'}.
        </p>
      )}
      {progress && <Progress progress={progress} />}
      {(error ?? refusal) && <p role="alert">{error ?? refusal}</p>}
    </Dialog>
  );
}
