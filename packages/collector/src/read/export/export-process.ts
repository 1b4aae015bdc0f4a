import { pipeline } from 'node:stream/promises';
import { openExport } from '../../persist/database.ts';
import { FilterError } from '../filter/filter-error.ts';
import { NotFound } from '../not-found.ts';
import { beginExport, type Export } from './export.ts';

/** What the process of an export says before its first byte. */
export type FromExport =
  | { readonly begins: true }
  | { readonly statusCode: number; readonly code: string; readonly message: string };

// The collector went away, whatever became of it.
const abandon = () => process.exit(1);
process.on('disconnect', abandon);

const [, , database = '', request = ''] = process.argv;
const db = openExport(database);
const begun = begin();
if (begun) await pipeline(begun.content, process.stdout);
process.off('disconnect', abandon);
process.disconnect?.();

function begin(): Export | undefined {
  try {
    const begun = beginExport(db, JSON.parse(request), Date.now());
    say({ begins: true });
    return begun;
  } catch (error) {
    if (error instanceof FilterError) say({ statusCode: 400, code: 'bad_question', message: error.message });
    else if (error instanceof NotFound) say({ statusCode: 404, code: 'not_found', message: error.message });
    else throw error;
  }
  return undefined;
}

function say(message: FromExport): void {
  process.send?.(message);
}
