import { Button } from '../ui/button.tsx';
import { boundsOf, countOf } from './bounds.ts';
import { BoundsFields } from './bounds-fields.tsx';
import type { Condition } from './filter.ts';
import { IDENTIFIERS } from './kinds.ts';
import { newTests, TestFields } from './test-fields.tsx';

/** Asks how many identifiers of a kind people have, and which. */
export function IdentityFields({
  condition: { identity, ...rest },
  onChange,
}: {
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
}) {
  const [one, several] = IDENTIFIERS.get(String(identity)) ?? ['identifier', 'identifiers'];
  const { count, tests } = partsOf(rest);
  const hasTests = Object.keys(tests).length > 0;

  function write(next: unknown, which: Condition): void {
    const isSimple = Object.keys(which).length === 0 && (next === undefined || next === 0);
    onChange({
      identity,
      ...(isSimple ? { known: next === undefined } : { ...(next !== undefined && { count: next }), ...which }),
    });
  }

  return (
    <div class="filter-tests">
      <div class="filter-fields">
        <BoundsFields
          label={`How many ${several}`}
          value={count === undefined ? 'some' : count === 0 ? 'none' : boundsOf(count)}
          others={[
            ['some', 'has one or more'],
            ['none', 'has none'],
          ]}
          unit={several}
          onChange={(bounds) => write(countOf(bounds), tests)}
          onOther={(name) => write(name === 'none' ? 0 : undefined, tests)}
        />
      </div>
      {hasTests ? (
        <div class="filter-fields filter-property">
          <span class="muted">that</span>
          <TestFields
            of={{ label: one, type: 'text', subject: 'profiles' }}
            tests={tests}
            onChange={(changed) => write(count, changed)}
          />
          <Button kind="quiet" icon="close" label={`Any ${one}`} onClick={() => write(count, {})} />
        </div>
      ) : (
        <div>
          <Button kind="quiet" icon="plus" onClick={() => write(count, newTests('text'))}>
            Which {several}
          </Button>
        </div>
      )}
    </div>
  );
}

// "None that is x" is what a filter with `is_not` alone says, and one with `known` false.
function partsOf({ count, ...tests }: Condition): { readonly count: unknown; readonly tests: Condition } {
  const [[test, operand] = [], ...more] = Object.entries(tests);
  if (count !== undefined || more.length > 0) return { count, tests };
  if (test === 'known') return { count: operand === true ? undefined : 0, tests: {} };
  if (test === 'is_not') return { count: 0, tests: { is: operand } };
  if (test === 'not_in') return { count: 0, tests: { in: operand } };
  return { count, tests };
}
