import type { Attributes, WholePerson } from '../../api/answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { AttributeValue } from '../../ui/attribute-value.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Where a person came from, and with what, the first and the last time. What is not known either time is left out. */
export function FirstAndLast({ person }: { readonly person: WholePerson }) {
  const { data } = useAnswer<Attributes>('/api/attributes');
  const firsts = (data?.profiles ?? []).filter(
    ({ name }) => name.startsWith('first_') && !name.endsWith('_at') && (person[name] ?? person[lastOf(name)]) != null,
  );
  return (
    <Panel title="First and last time">
      <table class="first-last">
        <thead>
          <tr>
            <td />
            <th scope="col">First</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {firsts.map((first) => {
            const words = first.label.replace(/^First /, '');
            return (
              <tr key={first.name}>
                <th scope="row">{words.charAt(0).toUpperCase() + words.slice(1)}</th>
                <td>
                  <AttributeValue attribute={first} value={person[first.name]} />
                </td>
                <td>
                  <AttributeValue attribute={first} value={person[lastOf(first.name)]} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

function lastOf(name: string): string {
  return name.replace('first_', 'last_');
}
