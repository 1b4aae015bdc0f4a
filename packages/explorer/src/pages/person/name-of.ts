import type { Page, Person } from '../../api/answers.ts';
import { get } from '../../api/api.ts';
import { personName } from './person-name.ts';

/** People who are asked for at once, at most: as many as a page of a list may hold. */
const MOST = 200;

interface Batch {
  readonly ids: Set<string>;
  readonly names: Promise<ReadonlyMap<string, string>>;
}

let open: Batch | undefined;

/**
 * What a person is called; undefined where there is nobody of this id. Those who are asked for in one go are one question.
 * @throws ApiError
 */
export async function nameOf(profileId: string): Promise<string | undefined> {
  if (!open || open.ids.size === MOST) open = begin();
  const { ids, names } = open;
  ids.add(profileId);
  return (await names).get(profileId);
}

function begin(): Batch {
  const ids = new Set<string>();
  const batch = { ids, names: Promise.resolve().then(ask) };
  return batch;

  async function ask(): Promise<ReadonlyMap<string, string>> {
    if (open === batch) open = undefined;
    const filter = JSON.stringify({ attribute: 'profile_id', in: [...ids] });
    const query = { filter, everybody: true, sort: 'profile_id', limit: MOST };
    const { data } = await get<Page<Person>>('/api/profiles', query);
    return new Map(data.map((person) => [person.profile_id, personName(person)]));
  }
}
