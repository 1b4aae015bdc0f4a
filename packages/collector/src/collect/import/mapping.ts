import { parseTime } from '@kith/protocol';
import { originalText } from '../spreadsheet-text.ts';

/** A mapping that cannot be followed: the message says why. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}

/** How the columns of a table become messages. Everything in it may come from outside. */
export interface Mapping {
  /**
   * Column → what it is: `userId`, `anonymousId`, `accountId`, `timestamp`, `traits.KEY` or `account.KEY`, these with a type
   * behind them as in `traits.seats:number`; empty for a column that is ignored.
   */
  readonly columns: Readonly<Record<string, string>>;
  /** Whether columns that are not named are ignored. Else they are what their names say, traits by default. */
  readonly isOnly: boolean;
}

/** What a column is. */
export type Target =
  | { readonly kind: 'accountId' | 'anonymousId' | 'ignored' | 'timestamp' | 'userId' }
  | { readonly kind: 'account' | 'traits'; readonly key: string; readonly type: ValueType };

type ValueType = 'boolean' | 'json' | 'number' | 'text' | 'time';

/** Columns of the table of refused rows which say why: they are there to be read, not to be imported. */
export const REFUSAL_COLUMNS = ['kith_row', 'kith_code', 'kith_path', 'kith_message'] as const;

const OWN_NAMES: ReadonlyMap<string, string> = new Map([
  ['user_id', 'userId'],
  ['anonymous_id', 'anonymousId'],
  ['account_id', 'accountId'],
  ...REFUSAL_COLUMNS.map((name): [string, string] => [name, '']),
]);

/**
 * What each column of a table is, in order.
 * @throws MappingError when the mapping does not fit the table.
 */
export function targetsOf(header: readonly string[], { columns, isOnly }: Mapping): Target[] {
  const named = new Map(Object.entries(columns));
  const missing = [...named.keys()].find((column) => !header.includes(column));
  if (missing !== undefined) throw new MappingError(`there is no column ${JSON.stringify(missing)}`);
  if (new Set(header).size < header.length) throw new MappingError('two columns have the same name');
  const texts = header.map((column) => named.get(column) ?? (isOnly ? '' : (OWN_NAMES.get(column) ?? column)));
  const targets = texts.map((text, index) => targetOf(text, named.has(header[index] ?? '')));
  const taken = texts.map((text) => text.replace(TYPE, '')).filter((text) => text !== '');
  const twice = taken.find((text, index) => taken.indexOf(text) !== index);
  if (twice !== undefined) throw new MappingError(`two columns are ${twice}`);
  if (!targets.some(({ kind }) => kind === 'userId' || kind === 'anonymousId')) {
    throw new MappingError('no column is userId or anonymousId: name the one that tells people apart');
  }
  return targets;
}

const TYPE = /:(boolean|json|number|text|time)$/;

function targetOf(text: string, isNamed: boolean): Target {
  if (text === '') return { kind: 'ignored' };
  if (text === 'userId' || text === 'anonymousId' || text === 'accountId' || text === 'timestamp')
    return { kind: text };
  const type = (TYPE.exec(text)?.[1] ?? 'text') as ValueType;
  const [, kind, key] = /^(account|traits)\.(.+)$/.exec(text.replace(TYPE, '')) ?? [];
  if (kind === 'account' || kind === 'traits') return { kind, key: key ?? '', type };
  if (!isNamed) return { kind: 'traits', key: text, type: 'text' };
  throw new MappingError(
    `${JSON.stringify(text)} is none of userId, anonymousId, accountId, timestamp, traits.KEY and account.KEY`,
  );
}

/** A value of a table as JSON carries it; undefined where its text is none of its type. */
export function cellValue(cell: string, type: ValueType): unknown {
  const text = originalText(cell);
  const word = text.trim();
  switch (type) {
    case 'text':
      return text;
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) && Number.isFinite(Number(word))
        ? Number(word)
        : undefined;
    case 'boolean':
      return /^(true|yes|1)$/i.test(word) ? true : /^(false|no|0)$/i.test(word) ? false : undefined;
    case 'time':
      return parseTime(word) ? word : undefined;
    case 'json':
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
  }
}
