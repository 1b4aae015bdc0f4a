import type { ExportRequest } from './export.ts';

/** What the explorer calls the lists. */
const NAMES: Readonly<Partial<Record<ExportRequest['what'], string>>> = {
  accounts: 'companies',
  profile: 'person',
  profiles: 'people',
};

/** What the file of an export is called, without its ending: as the segment that it holds alone, else as what it lists. */
export function fileName({ what, find, filter, segment }: ExportRequest): string {
  const only = what === 'profiles' || what === 'accounts' ? segmentOf(filter, segment) : undefined;
  return (find === undefined ? only : undefined) ?? NAMES[what] ?? what;
}

function segmentOf(filter: string | undefined, segment: string | undefined): string | undefined {
  if (filter === undefined) return idOf(segment);
  const condition: unknown = segment === undefined ? JSON.parse(filter) : undefined;
  if (typeof condition !== 'object' || condition === null || Object.keys(condition).length > 1) return undefined;
  return 'segment' in condition ? idOf(condition.segment) : undefined;
}

// It goes into a header of the answer.
function idOf(segment: unknown): string | undefined {
  return typeof segment === 'string' && /^[a-z\d-]{1,64}$/.test(segment) ? segment : undefined;
}
