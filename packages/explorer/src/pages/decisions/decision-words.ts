import type { DecisionRow } from '../../api/decision-answers.ts';
import { sentence } from '../../ui/sentence.ts';

type Said = Readonly<Record<string, unknown>>;

/** Says a decision in words, as `Separated u:ann and a:8f0c`. */
export function decisionWords({ kind, identity, other_identity, value }: DecisionRow): string {
  const said: Said = typeof value === 'object' && value !== null ? (value as Said) : {};
  const isOn = value === 1 || value === true;
  switch (kind) {
    case 'merge':
      return sentence`Joined ${identity} and ${other_identity}`;
    case 'unlink':
      return sentence`Separated ${identity} and ${other_identity}`;
    case 'exclude':
      return sentence`${isOn ? 'Excluded' : 'Counted again'} ${identity}`;
    case 'test':
      return sentence`${isOn ? 'Made' : 'Made no longer'} a test profile of ${identity}`;
    case 'control':
      return sentence`${isOn ? 'Excluded' : 'Allowed'} ${identity} ${isOn ? 'from' : 'in'} control groups`;
    case 'reset':
      return sentence`Made a first-time user again of ${identity}`;
    case 'policy':
      return sentence`Set ${Object.entries(said)
        .map(([name, chosen]) => `${name} to ${chosen}`)
        .join(', ')}`;
    case 'mapping':
      return said.trait === null
        ? sentence`Ended that ${said.property} of ${said.event} is a trait`
        : sentence`Made ${said.property} of ${said.event} the trait ${said.trait}`;
    case 'define':
      return sentence`Described the ${said.subject} ${said.name}`;
    case 'segment':
      return sentence`${said.filter === null ? 'Ended' : 'Saved'} the segment ${said.name}`;
    case 'erase':
      return 'Deleted a person for good';
    case 'expire':
      return sentence`Deleted every message before ${said.before ?? 'a time'}`;
    case 'enforce':
      return sentence`${isOn ? 'Began' : 'Ended'} to enforce identity verification`;
    case 'undo':
      return sentence`Undid decision ${value}`;
    default:
      return kind;
  }
}

/** Whether a decision can be taken back. What was deleted is gone, and a setting of the server is set there. */
export function isUndoable({ kind, is_standing }: DecisionRow): boolean {
  return is_standing && !['enforce', 'erase', 'expire', 'undo'].includes(kind);
}
