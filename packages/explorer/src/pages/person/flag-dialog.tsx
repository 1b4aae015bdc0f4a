import type { Page, WholePerson } from '../../api/answers.ts';
import type { DecisionRow } from '../../api/decision-answers.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { countOf } from '../../ui/number.ts';
import { DecisionDialog } from './decision-dialog.tsx';
import { personName } from './person-name.ts';

/** What marks a person, and how it is said. */
export interface Flag {
  readonly kind: 'control' | 'exclude' | 'test';
  readonly isSet: (person: WholePerson) => boolean;
  readonly set: Words;
  readonly unset: Words;
}

interface Words {
  readonly title: string;
  readonly verb: string;
  readonly doing: string;
  readonly does: string;
  readonly done: string;
}

/** The marks that operators give. */
export const FLAGS: readonly Flag[] = [
  {
    kind: 'exclude',
    isSet: (person) => person.is_excluded,
    set: {
      title: 'Exclude…',
      verb: 'Exclude',
      doing: 'Excluding…',
      does: 'They leave every total, list, segment and company, for all history. What they do is still collected, and this page stays.',
      done: 'They count nowhere now.',
    },
    unset: {
      title: 'Include again…',
      verb: 'Include',
      doing: 'Including…',
      does: 'They count again in every total, list, segment and company, for all history.',
      done: 'They count again.',
    },
  },
  {
    kind: 'test',
    isSet: (person) => person.is_test,
    set: {
      title: 'Mark as test…',
      verb: 'Mark as test',
      doing: 'Marking…',
      does: 'They become a test profile: it leaves totals and lists, for all history, and is shown with “With tests, bots, excluded”.',
      done: 'They are a test profile now.',
    },
    unset: {
      title: 'No test any more…',
      verb: 'Take the mark away',
      doing: 'Taking it away…',
      does: 'They count again in totals and lists, unless what was sent says that they are a test user (the trait is_test_user).',
      done: 'The mark is gone.',
    },
  },
  {
    kind: 'control',
    isSet: (person) => person.is_control_excluded,
    set: {
      title: 'Exclude from control groups…',
      verb: 'Exclude from control groups',
      doing: 'Excluding…',
      does: 'They are never part of a control group, so that they see every campaign. At most 20 people can be.',
      done: 'They are excluded from control groups now.',
    },
    unset: {
      title: 'Allow in control groups…',
      verb: 'Allow',
      doing: 'Allowing…',
      does: 'They may be part of a control group again.',
      done: 'They may be part of a control group again.',
    },
  },
];

/** Sets a mark, or takes it away from the identifier that has it. */
export function FlagDialog({
  flag,
  person,
  onDecided,
  onClose,
}: {
  readonly flag: Flag;
  readonly person: WholePerson;
  readonly onDecided: () => void;
  readonly onClose: () => void;
}) {
  const isSet = flag.isSet(person);
  const words = isSet ? flag.unset : flag.set;
  const path = `/api/profiles/${encodeURIComponent(person.profile_id)}/decisions`;
  const { data } = useAnswer<Page<DecisionRow>>(isSet ? path : null, { limit: 200 });
  const marked = data?.data.find(({ kind, is_standing, value }) => kind === flag.kind && is_standing && value === 1);
  const decision = { kind: flag.kind, identity: marked?.identity ?? person.profile_id, value: !isSet };
  return (
    <DecisionDialog
      title={`${words.verb}: ${personName(person)}`}
      verb={words.verb}
      doing={words.doing}
      decision={decision}
      isReady={!isSet || data !== undefined}
      done={() => <p>{words.done}</p>}
      onDecided={onDecided}
      onClose={onClose}
    >
      <p>{words.does}</p>
      {flag.kind !== 'control' && (
        <p>
          That concerns {countOf(person.session_count, 'session')} and {countOf(Number(person.event_count), 'event')}.
        </p>
      )}
      <p class="muted">It can be undone at any time.</p>
    </DecisionDialog>
  );
}
