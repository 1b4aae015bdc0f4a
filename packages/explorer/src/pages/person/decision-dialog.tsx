import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { ApiError, post } from '../../api/api.ts';
import type { Decided } from '../../api/person-answers.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import type { Decision } from './use-preview.ts';
import './decision-dialog.css';

/** Properties of {@link DecisionDialog}. */
export interface DecisionDialogProps {
  readonly title: string;
  readonly decision: Decision;
  /** What the button says that takes it. */
  readonly verb: string;
  /** What is being done while it is taken, as `Merging…`. */
  readonly doing: string;
  readonly isDanger?: boolean;
  /** Whether all is known that somebody should see before they decide. */
  readonly isReady?: boolean;
  /** What it will do. */
  readonly children: ComponentChildren;
  /** What is said while it is under way, where that may take long. */
  readonly underWay?: string;
  /** What it has done. */
  readonly done: (answer: Decided) => ComponentChildren;
  /** Reads the person again: after the decision, and after it was taken back. */
  readonly onDecided: (answer?: Decided) => void;
  readonly onClose: () => void;
}

/** Says what a decision will do, takes it, says what came of it, and offers to take it back where that is possible. */
export function DecisionDialog(props: DecisionDialogProps) {
  const {
    title,
    decision,
    verb,
    doing,
    isDanger = false,
    isReady = true,
    children,
    underWay,
    done,
    onDecided,
    onClose,
  } = props;
  const [answer, setAnswer] = useState<Decided>();
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  async function decide(body: Decision): Promise<Decided | undefined> {
    setIsBusy(true);
    setError(undefined);
    try {
      return await post<Decided>('/api/decisions', body);
    } catch (refused) {
      setError(refused instanceof ApiError ? refused.message : String(refused));
      return undefined;
    } finally {
      setIsBusy(false);
    }
  }

  async function take(): Promise<void> {
    const decided = await decide(decision);
    if (!decided) return;
    setAnswer(decided);
    onDecided(decided);
  }

  async function undo(decisionId: number): Promise<void> {
    if (!(await decide({ kind: 'undo', decisionId }))) return;
    toast('Undone');
    onDecided();
    onClose();
  }

  const isUndoable = answer !== undefined && decision.kind !== 'erase' && decision.kind !== 'undo';
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => (answer ? onClose() : isReady && !isBusy && take())}
      actions={
        answer ? (
          <>
            {isUndoable && (
              <Button isDisabled={isBusy} onClick={() => undo(answer.decision_id)}>
                {isBusy ? 'Undoing…' : 'Undo'}
              </Button>
            )}
            <Button kind="primary" type="submit">
              Close
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{isBusy && underWay ? 'Close' : 'Cancel'}</Button>
            <Button kind={isDanger ? 'danger' : 'primary'} type="submit" isDisabled={!isReady || isBusy}>
              {isBusy ? doing : verb}
            </Button>
          </>
        )
      }
    >
      <div class="decision" aria-live="polite">
        {answer ? done(answer) : children}
        {isBusy && underWay && <p class="decision-under-way">{underWay}</p>}
        {error && (
          <p class="decision-error" role="alert">
            {error}
          </p>
        )}
      </div>
    </Dialog>
  );
}
