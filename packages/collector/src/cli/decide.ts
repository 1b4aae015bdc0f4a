import { rmSync } from 'node:fs';
import { type Decision, DecisionError, isInPlace, type Policy } from '@kith/fold';
import { type Config, ConfigError } from '../config.ts';
import type { FoldDifference } from '../fold/compare-folds.ts';
import { rulesAfter, whatIf } from '../fold/what-if.ts';
import { openReadOnly } from '../persist/database.ts';
import { requireKnown } from '../persist/decision-log.ts';
import { scratchPath } from '../persist/swap.ts';
import { checkedDecision } from '../read/checked-decision.ts';
import { progressBar } from './progress-bar.ts';
import { type Arguments, databaseConfig, readArguments, showUsage } from './read-arguments.ts';
import { readJson } from './read-json.ts';
import { prepareVisibly } from './rebuild.ts';
import { adoptTables, takeDecision } from './with-writer.ts';

const FLAGS = {
  booleans: ['preview', 'off', 'hide', 'show', 'accounts', 'delete'],
  strings: ['identity', 'session-gap', 'anonymous-profiles', 'label', 'description', 'filter', 'name'],
} as const;

type Given = Arguments<typeof FLAGS>;

interface DecisionCommand {
  readonly usage: string;
  readonly decision: (given: Given) => object;
}

const IDENTITY_HELP = 'Identities are written u:<userId> and a:<anonymousId>.';

/** The commands that decide something, by name. */
export const DECISION_COMMANDS: Readonly<Record<string, DecisionCommand>> = {
  unlink: {
    usage: `kith unlink IDENTITY IDENTITY [--preview]

Separates a user from a device, or two users that an alias or a merge joined: everything becomes what it would be had that link
never been. Events that name the user stay with the user. ${IDENTITY_HELP}`,
    decision: ({ positionals: [identity, other] }) => ({ kind: 'unlink', identity, other }),
  },
  merge: {
    usage: `kith merge IDENTITY IDENTITY [--preview]

Joins two people, or a device and its owner, as an alias would: all history of the first becomes the second's. Of
kith merge and kith unlink on the same two identifiers the later decision counts. ${IDENTITY_HELP}`,
    decision: ({ positionals: [identity, other] }) => ({ kind: 'merge', identity, other }),
  },
  undo: {
    usage: `kith undo DECISION [--preview]

Takes a decision back, by its decision_id: kith sql "select * from decisions" lists them.`,
    decision: ({ positionals: [id] }) => ({ kind: 'undo', decisionId: Number(id) }),
  },
  exclude: flagCommand(
    'exclude',
    'Leaves a person out of every total and list, all history included; --off takes them in again.',
  ),
  test: flagCommand('test', 'Marks a person as a test profile; --off takes the mark away.'),
  control: flagCommand('control', 'Control-excludes a person, at most 20; --off takes them in again.'),
  reset: {
    usage: `kith reset IDENTITY

Makes a person a first-time user again: surveys and content seen so far no longer count as seen. ${IDENTITY_HELP}`,
    decision: ({ positionals: [identity] }) => ({ kind: 'reset', identity }),
  },
  policy: {
    usage: `kith policy [--identity device|first-device|session|none] [--session-gap MINUTES]
            [--anonymous-profiles all|survey|none] [--preview]

Changes a setting for all history. --preview shows the difference on your data and changes nothing.`,
    decision: ({ values }) => ({ kind: 'policy', policy: policyOf(values) }),
  },
  map: {
    usage: `kith map EVENT PROPERTY [TRAIT] [--preview]

Makes a property of a track event a trait of its person, for all history; without TRAIT the mapping ends.`,
    decision: ({ positionals: [event, property, trait = null] }) => ({ kind: 'mapping', event, property, trait }),
  },
  define: {
    usage: `kith define event|trait NAME [--label TEXT] [--description TEXT] [--hide|--show]

Says what an event or a trait is called, and whether lists show it. What is not given stays; an empty text takes it back.`,
    decision: ({ positionals: [subject, name], values: { label, description, hide, show } }) => ({
      ...{ kind: 'define', subject, name, label, description },
      ...((hide || show) && { is_hidden: hide === true }),
    }),
  },
  segment: {
    usage: `kith segment ID --filter JSON [--name TEXT] [--accounts]
       kith segment ID --delete

Saves a filter of people, or of accounts, under a name; kith find --segment ID lists who is in it.`,
    decision: ({ positionals: [id], values }) => ({
      ...{ kind: 'segment', segment_id: id, name: values.name, subject: values.accounts ? 'accounts' : 'profiles' },
      filter: values.delete ? null : readJson(values.filter ?? ''),
    }),
  },
};

/** `kith unlink`, `kith exclude` and the like: takes a decision, or previews what it would change. */
export async function decideCommand(name: string, flags: readonly string[]): Promise<void> {
  const command = DECISION_COMMANDS[name];
  if (!command) throw new ConfigError(`there is no decision named ${name}.`);
  const { values, positionals } = readArguments(name, flags, FLAGS);
  if (values.help) {
    return showUsage(
      `Usage: ${command.usage}\n\n--db FILE chooses the database. Every decision can be undone.\n`,
      values,
    );
  }
  const config = databaseConfig(values);
  try {
    const decision = checkedDecision(command.decision({ values, positionals }), Date.now());
    if (values.preview) preview(config, decision);
    else process.stdout.write(`decision ${await take(config, decision)} taken\n`);
  } catch (error) {
    if (error instanceof DecisionError) throw new ConfigError(`${error.message}.`);
    throw error;
  }
}

// What changes how every event is read is folded beside the database first, while the server goes on.
async function take(config: Config, decision: Decision): Promise<number> {
  const db = openReadOnly(config.database);
  const { before, after } = rulesAfter(db, decision, Date.now());
  db.close();
  if (isInPlace(before, after)) return takeDecision(config, decision);
  prepareVisibly(config.database, after);
  try {
    return await adoptTables(config, decision);
  } finally {
    rmSync(scratchPath(config.database), { force: true });
  }
}

function preview({ database }: Config, decision: Decision): void {
  const db = openReadOnly(database);
  try {
    requireKnown(db, decision);
  } finally {
    db.close();
  }
  const bar = progressBar();
  const { before, after, joinedCount, splitCount, movedEventCount, moves }: FoldDifference = whatIf(
    database,
    decision,
    Date.now(),
    {
      onProgress: bar.update,
    },
  );
  bar.end();
  process.stdout.write(`Nothing was changed. The decision would move ${movedEventCount} events:
  profiles  ${before.profileCount} → ${after.profileCount} (${joinedCount} would join others, ${splitCount} would be new)
  sessions  ${before.sessionCount} → ${after.sessionCount}
${moves.map(({ from, to, eventCount }) => `  ${eventCount} events from ${from} to ${to}\n`).join('')}`);
}

function flagCommand(kind: 'control' | 'exclude' | 'test', purpose: string): DecisionCommand {
  return {
    usage: `kith ${kind} IDENTITY [--off]\n\n${purpose} ${IDENTITY_HELP}`,
    decision: ({ positionals: [identity], values }) => ({ kind, identity, value: !values.off }),
  };
}

function policyOf(values: Given['values']): Policy {
  const policy = {
    ...(values.identity !== undefined && { identity_policy: values.identity }),
    ...(values['session-gap'] !== undefined && { session_gap_ms: Math.round(Number(values['session-gap']) * 60_000) }),
    ...(values['anonymous-profiles'] !== undefined && { anonymous_profiles: values['anonymous-profiles'] }),
  };
  if (Object.keys(policy).length === 0) {
    throw new ConfigError(
      'say what to change: --identity, --session-gap or --anonymous-profiles. See kith policy --help.',
    );
  }
  return policy as Policy;
}
