import type { WireMessage } from '@kith/protocol';
import { originalText } from '../spreadsheet-text.ts';
import { cellValue, type Target } from './mapping.ts';

/** Why a row, or a message of it, was refused. */
export interface Refusal {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

/**
 * The messages of a row of people: what is said of the person, and of the account where one is named. They have no time unless a
 * column gives it, so that they hold from when they arrive; `seq` makes the later of two rows about one person count.
 * @param id begins the ids of the messages: the same row of the same file is the same message.
 */
export function rowMessages(
  cells: readonly string[],
  targets: readonly Target[],
  { id, seq }: { readonly id: string; readonly seq: number },
): readonly WireMessage[] | Refusal {
  if (cells.length !== targets.length) {
    return {
      code: 'wrong_column_count',
      path: '',
      message: `the row has ${cells.length} values for ${targets.length} columns`,
    };
  }
  const ids: Partial<Record<'accountId' | 'anonymousId' | 'timestamp' | 'userId', string>> = {};
  const said: Record<'account' | 'traits', [key: string, value: unknown][]> = { account: [], traits: [] };
  for (const [index, target] of targets.entries()) {
    const cell = cells[index] ?? '';
    if (cell === '' || target.kind === 'ignored') continue;
    if (!('key' in target)) {
      ids[target.kind] = originalText(cell).trim();
      continue;
    }
    const value = cellValue(cell, target.type);
    const path = `${target.kind}.${target.key}`;
    if (value === undefined) return { code: 'invalid_value', path, message: `${path} must be a ${target.type}` };
    said[target.kind].push([target.key, value]);
  }
  const { accountId, ...sender } = ids;
  if (sender.userId === undefined && sender.anonymousId === undefined) {
    return { code: 'missing_identifier', path: 'userId', message: 'the row says of nobody who it is' };
  }
  if (said.account.length > 0 && accountId === undefined) {
    return {
      code: 'missing_account',
      path: 'accountId',
      message: 'the row says something of an account, but not of which',
    };
  }
  // A table comes from no device: what it says is no activity of the person.
  const common = { ...sender, channel: 'server', context: { kith: { seq } } };
  return [
    {
      ...common,
      type: 'identify',
      messageId: id,
      traits: Object.fromEntries(said.traits) as WireMessage['traits'] & {},
    },
    ...(accountId === undefined
      ? []
      : [
          {
            ...common,
            type: 'group' as const,
            messageId: `${id}-account`,
            groupId: accountId,
            traits: Object.fromEntries(said.account) as WireMessage['traits'] & {},
          },
        ]),
  ];
}
