import type { DecisionRow } from '../../api/decision-answers.ts';

type Said = Readonly<Record<string, unknown>>;

/** Says a decision in words, as `Separated u:ann and a:8f0c`. */
export function decisionWords({ kind, identity, other_identity, value }: DecisionRow): string {
  const said: Said = typeof value === 'object' && value !== null ? (value as Said) : {};
  const isOn = value === 1 || value === true;
  switch (kind) {
    case 'merge':
      return `Joined ${identity} and ${other_identity}`;
    case 'unlink':
      return `Separated ${identity} and ${other_identity}`;
    case 'exclude':
      return `${isOn ? 'Excluded' : 'Counted again'} ${identity}`;
    case 'test':
      return `${isOn ? 'Made' : 'Made no longer'} a test profile of ${identity}`;
    case 'control':
      return `${isOn ? 'Took into' : 'Took out of'} the control group ${identity}`;
    case 'reset':
      return `Made a first-time user again of ${identity}`;
    case 'policy':
      return `Set ${Object.entries(said)
        .map(([name, chosen]) => `${name} to ${chosen}`)
        .join(', ')}`;
    case 'mapping':
      return said.trait === null
        ? `Ended that ${said.property} of ${said.event} is a trait`
        : `Made ${said.property} of ${said.event} the trait ${said.trait}`;
    case 'define':
      return `Described the ${said.subject} ${said.name}`;
    case 'segment':
      return `${said.filter === null ? 'Ended' : 'Saved'} the segment ${said.name}`;
    case 'erase':
      return 'Deleted a person for good';
    case 'expire':
      return `Deleted every message before ${said.before ?? 'a time'}`;
    case 'enforce':
      return `${isOn ? 'Began' : 'Ended'} to enforce identity verification`;
    case 'undo':
      return `Undid decision ${value}`;
    default:
      return kind;
  }
}

/** Whether a decision can be taken back. What was deleted is gone, and a setting of the server is set there. */
export function isUndoable({ kind, is_standing }: DecisionRow): boolean {
  return is_standing && !['enforce', 'erase', 'expire', 'undo'].includes(kind);
}
