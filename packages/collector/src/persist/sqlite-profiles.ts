import type { Profile, ProfileFigures, Store } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { columnSetter, rowChanger } from './rows.ts';
import { steady } from './steady.ts';

type ProfileMethod = 'continueProfile' | 'deleteProfile' | 'flush' | 'profile' | 'putProfile';

/** A row, with the figures it is made of beside the public columns. */
type ProfileSqlRow = Profile['row'] & ProfileFigures;

/** The rows of profiles in SQLite; so many are kept in memory between folds. */
export function profileRowStore(db: Db, heldCount: number): Pick<Store, ProfileMethod> {
  const byId = db.prepare<[string], ProfileSqlRow>(steady('SELECT * FROM profile_rows WHERE profile_id = ?'));
  const change = rowChanger<ProfileSqlRow>(db, 'profile_rows', USUAL);
  const setUsual = columnSetter(db, 'profile_rows', USUAL);
  const setLatest = columnSetter(db, 'profile_rows', [...USUAL, ...LATEST]);
  const remove = db.prepare('DELETE FROM profile_rows WHERE profile_id = ?');
  const profiles = heldBack<string, Profile>(heldCount, (profileId) => {
    const sql = byId.get(profileId);
    return sql && profileOf(sql);
  });
  return {
    profile: profiles.get,
    putProfile(profile) {
      const { profile_id: profileId } = profile.row;
      const before = profiles.get(profileId);
      profiles.keep(profileId, profile);
      change(before && sqlRowOf(before), sqlRowOf(profile));
    },
    continueProfile(profile) {
      const { row, figures } = profile;
      const before = profiles.get(row.profile_id)?.row;
      profiles.keep(row.profile_id, profile);
      const usual = [
        row.last_seen_at,
        row.event_count,
        row.page_count,
        row.message_count,
        row.session_duration_ms,
        figures.client_count,
        figures.bot_count,
        figures.rage_click_count,
        figures.dead_click_count,
        figures.error_click_count,
      ];
      if (before && LATEST.every((column) => row[column] === before[column])) setUsual([...usual, row.profile_id]);
      else setLatest([...usual, ...LATEST.map((column) => row[column]), row.profile_id]);
    },
    deleteProfile(profileId) {
      profiles.drop(profileId);
      remove.run(profileId);
    },
    flush: profiles.flush,
  };
}

// What a visit changes that goes on as it began.
const USUAL = [
  'last_seen_at',
  'event_count',
  'page_count',
  'message_count',
  'session_duration_ms',
  'client_count',
  'bot_count',
  'rage_click_count',
  'dead_click_count',
  'error_click_count',
] as const satisfies readonly (keyof ProfileSqlRow)[];

// What it changes beside that where it goes on elsewhere.
const LATEST = [
  'last_country',
  'last_region',
  'last_city',
  'last_device_type',
  'last_os_name',
  'last_os_version',
  'last_browser_name',
  'last_browser_version',
  'last_application',
  'last_application_version',
  'last_host',
] as const satisfies readonly (keyof ProfileSqlRow)[];

function sqlRowOf({ row, figures }: Profile): ProfileSqlRow {
  const { client_count, bot_count, purchase_count, rage_click_count, dead_click_count, error_click_count } = figures;
  return {
    ...row,
    ...{ client_count, bot_count, purchase_count, rage_click_count, dead_click_count, error_click_count },
  };
}

function profileOf(sql: ProfileSqlRow): Profile {
  const { client_count, bot_count, purchase_count, rage_click_count, dead_click_count, error_click_count, ...row } =
    sql;
  const { event_count, page_count, message_count, session_count, session_duration_ms } = row;
  return {
    row,
    figures: {
      ...{ event_count, page_count, message_count, session_count, session_duration_ms },
      ...{ client_count, bot_count, purchase_count, rage_click_count, dead_click_count, error_click_count },
    },
  };
}
