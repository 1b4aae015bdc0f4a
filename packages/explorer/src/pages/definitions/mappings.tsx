import { useState } from 'preact/hooks';
import type { Rules } from '../../api/rules-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { useSession } from '../../session/session.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Progress } from '../../ui/progress.tsx';
import { useRefold } from '../../use-refold.ts';
import './mappings.css';

/** Properties of an event that are traits of the person too; administrators may add and end some, for all history. */
export function Mappings({ event }: { readonly event: string }) {
  const { isAdmin } = useSession();
  const { data: rules, reload } = useAnswer<Rules>('/api/rules');
  const [property, setProperty] = useState('');
  const [trait, setTrait] = useState('');
  const { run, progress, error } = useRefold();
  const mappings = rules?.mappings.filter((mapping) => mapping.event === event) ?? [];

  async function map(from: string, to: string | null): Promise<void> {
    if ((await run({ kind: 'mapping', event, property: from, trait: to })) === undefined) return;
    setProperty('');
    setTrait('');
    reload();
  }

  return (
    <section class="mappings">
      <h3>Properties that are traits of the person</h3>
      {mappings.length === 0 && <p class="muted">None.</p>}
      <ul>
        {mappings.map((mapping) => (
          <li key={mapping.property}>
            <code>{mapping.property}</code> → <code>{mapping.trait}</code>
            {isAdmin && (
              <Button
                kind="quiet"
                icon="close"
                label={`End ${mapping.property}`}
                isDisabled={progress !== undefined}
                onClick={() => map(mapping.property, null)}
              />
            )}
          </li>
        ))}
      </ul>
      {isAdmin && (
        <div class="mappings-add">
          <Field label="Property" value={property} onInput={setProperty} />
          <Field label="Trait" value={trait} onInput={setTrait} />
          <Button
            isDisabled={progress !== undefined || property.trim() === '' || trait.trim() === ''}
            onClick={() => map(property.trim(), trait.trim())}
          >
            Add for all history
          </Button>
        </div>
      )}
      {progress && <Progress progress={progress} />}
      {error && <p role="alert">{error}</p>}
    </section>
  );
}
