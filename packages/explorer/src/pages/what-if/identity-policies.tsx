import { Badge } from '../../ui/badge.tsx';

const POLICIES = [
  ['device', 'Of every device', 'Joins what was done on each device that only this person ever logged in on.'],
  [
    'first-device',
    'Of the first device',
    'Joins the history of the first device alone; on others it stays anonymous, drawn grey.',
  ],
  ['session', 'Of the session', 'Joins what was done in the same session as a login, and nothing of earlier ones.'],
  ['none', 'Nobody’s', 'Keeps everything before a login anonymous.'],
] as const;

/** One of the identity policies; the one in force is marked. */
export function IdentityPolicies({
  value,
  current,
  onChange,
}: {
  readonly value: string;
  readonly current: string | undefined;
  readonly onChange: (policy: string) => void;
}) {
  return (
    <fieldset class="policies">
      <legend class="visually-hidden">Identity policy</legend>
      {POLICIES.map(([name, label, meaning]) => (
        <label key={name} class="policy">
          <input type="radio" name="identity" value={name} checked={value === name} onChange={() => onChange(name)} />
          <span>
            <strong>{label}</strong> <code>{name}</code> {name === current && <Badge tone="accent">now</Badge>}
            <br />
            <span class="muted">{meaning}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
