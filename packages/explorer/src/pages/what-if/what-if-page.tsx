import { useState } from 'preact/hooks';
import type { Rules } from '../../api/rules-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ErrorMessage } from '../../ui/message.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Progress } from '../../ui/progress.tsx';
import { useQuery } from '../../use-query.ts';
import { ApplyDialog } from './apply-dialog.tsx';
import { DifferenceReport } from './difference-report.tsx';
import { IdentityPolicies } from './identity-policies.tsx';
import { useDifference } from './use-difference.ts';
import './what-if-page.css';

const MINUTE_MS = 60_000;

/** What another identity policy or session gap would change on the data itself, before it is applied to all history. */
export function WhatIfPage() {
  const [view, change] = useQuery();
  const { data: rules, error, reload } = useAnswer<Rules>('/api/rules');
  const { ask, forget, difference, progress, error: refusal } = useDifference();
  const [isApplying, setIsApplying] = useState(false);

  if (error) return <ErrorMessage error={error} retry={reload} />;
  const identity = view.identity ?? rules?.identity_policy ?? '';
  const minutes = view.gap ?? (rules ? String(rules.session_gap_ms / MINUTE_MS) : '');
  const gapMs = Math.round(Number(minutes) * MINUTE_MS);
  const policy = {
    ...(identity !== rules?.identity_policy && { identity_policy: identity }),
    ...(gapMs !== rules?.session_gap_ms && { session_gap_ms: gapMs }),
  };
  const isChanged = rules !== undefined && Object.keys(policy).length > 0;
  const decision = { kind: 'policy', policy };

  function choose(chosen: { readonly gap?: string; readonly identity?: string }): void {
    change(chosen, true);
    forget();
  }

  return (
    <Page
      title="What if"
      about="See what other rules would make of your own data. Nothing changes until you apply them, and then it can be undone."
    >
      <div class="what-if">
        <Panel title="Whose was what happened before a login?">
          <IdentityPolicies
            value={identity}
            current={rules?.identity_policy}
            onChange={(chosen) => choose({ identity: chosen === rules?.identity_policy ? '' : chosen })}
          />
        </Panel>
        <Panel title="When does a session end?">
          <div class="what-if-gap">
            <Field
              label="After so many minutes without anything"
              type="number"
              value={minutes}
              onInput={(text) => choose({ gap: text })}
            />
            {rules && <p class="muted">It is {rules.session_gap_ms / MINUTE_MS} minutes now.</p>}
          </div>
        </Panel>
        <div class="what-if-actions">
          <Button kind="primary" isDisabled={!isChanged || progress !== undefined} onClick={() => ask(decision)}>
            {progress ? 'Folding …' : 'Show the difference'}
          </Button>
          {rules && !isChanged && <span class="muted">These are the rules in force.</span>}
          {progress && <span class="muted">All events are folded on the side. To leave this page ends it.</span>}
        </div>
        {progress && <Progress progress={progress} />}
        {refusal && <p role="alert">{refusal}</p>}
        {(progress || difference) && <DifferenceReport difference={difference} onApply={() => setIsApplying(true)} />}
      </div>
      {isApplying && (
        <ApplyDialog
          decision={decision}
          onApplied={() => {
            choose({ identity: '', gap: '' });
            reload();
          }}
          onClose={() => setIsApplying(false)}
        />
      )}
    </Page>
  );
}
