import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/progress.tsx';
import { useRefold } from '../../use-refold.ts';

/** Applies rules to all history, shows how far that is, and takes them back where somebody regrets it. */
export function ApplyDialog({
  decision,
  onApplied,
  onClose,
}: {
  readonly decision: object;
  readonly onApplied: () => void;
  readonly onClose: () => void;
}) {
  // What is applied stays what it was when somebody opened this.
  const [applied] = useState(decision);
  const [state, setState] = useState<'asking' | 'undone' | number>('asking');
  const { run, progress, error } = useRefold();

  async function apply(): Promise<void> {
    const id = await run(applied);
    if (id === undefined) return;
    setState(id);
    onApplied();
  }

  async function undo(decisionId: number): Promise<void> {
    if ((await run({ kind: 'undo', decisionId })) === undefined) return;
    setState('undone');
    onApplied();
  }

  const isRunning = progress !== undefined;
  return (
    <Dialog
      title="Apply to all history?"
      onClose={onClose}
      actions={
        <>
          {state === 'asking' && (
            <Button kind="primary" isDisabled={isRunning} onClick={apply}>
              Apply
            </Button>
          )}
          {typeof state === 'number' && (
            <Button isDisabled={isRunning} onClick={() => undo(state)}>
              Undo
            </Button>
          )}
          <Button isDisabled={isRunning} onClick={onClose}>
            {state === 'asking' ? 'Not now' : 'Done'}
          </Button>
        </>
      }
    >
      {state === 'asking' && (
        <p>
          Every event is folded anew by these rules, beside what is there, and the result takes its place at once.
          Messages are taken meanwhile. Profile and session figures change as shown; no event is lost.
        </p>
      )}
      {typeof state === 'number' && <p role="status">Applied to all history, as decision {state}.</p>}
      {state === 'undone' && <p role="status">Undone: everything is as it was.</p>}
      {progress && <Progress progress={progress} />}
      {error && <p role="alert">{error}</p>}
    </Dialog>
  );
}
