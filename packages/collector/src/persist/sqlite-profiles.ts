import type { Profile, ProfileFigures, Store } from '@kith/fold';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { rowChanger } from './rows.ts';
import { steady } from './steady.ts';

type ProfileMethod = 'deleteProfile' | 'flush' | 'profile' | 'putProfile';

/** Figures that `profile_rows` keeps beside the public columns, which are made of them. */
const HIDDEN_FIGURES = [
  'client_count',
  'bot_count',
  'purchase_count',
  'rage_click_count',
  'dead_click_count',
  'error_click_count',
] as const satisfies readonly (keyof ProfileFigures)[];

type ProfileSqlRow = Profile['row'] & Pick<ProfileFigures, (typeof HIDDEN_FIGURES)[number]>;

/** The rows of profiles in SQLite; so many are kept in memory between folds. */
export function profileRowStore(db: Db, heldCount: number): Pick<Store, ProfileMethod> {
  const byId = db.prepare<[string], ProfileSqlRow>(steady('SELECT * FROM profile_rows WHERE profile_id = ?'));
  const change = rowChanger<ProfileSqlRow>(db, 'profile_rows', USUAL);
  const remove = db.prepare('DELETE FROM profile_rows WHERE profile_id = ?');
  const profiles = heldBack<string, Profile>(
    heldCount,
    (profileId) => profileOf(byId.get(profileId)),
    () => {},
  );
  return {
    profile: profiles.get,
    putProfile(profile) {
      const { profile_id: profileId } = profile.row;
      const before = profiles.get(profileId);
      profiles.keep(profileId, profile);
      change(before && sqlRowOf(before), sqlRowOf(profile));
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
  'rage_click_count',
  'dead_click_count',
  'error_click_count',
] as const satisfies readonly (keyof ProfileSqlRow)[];

function sqlRowOf({ row, figures }: Profile): ProfileSqlRow {
  const hidden = { ...row } as { -readonly [K in keyof ProfileSqlRow]: ProfileSqlRow[K] };
  for (const name of HIDDEN_FIGURES) hidden[name] = figures[name];
  return hidden;
}

function profileOf(sql: ProfileSqlRow | undefined): Profile | undefined {
  if (!sql) return undefined;
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
