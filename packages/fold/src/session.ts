import { formatTime } from '@kith/protocol';
import { type Atom, addCounters, type Counters, isLastAlike, NO_COUNTERS } from './atom.ts';
import type { Attributes, Campaign } from './event.ts';
import type { AttributeColumns } from './rows.ts';
import type { Session } from './store.ts';
import { joinTouches, type Touch } from './touch.ts';

/** The session that atoms form: its runs in order, and the riders counted in it, in any order. */
export function sessionOf(atoms: readonly Atom[]): Session {
  const runs = atoms.filter((atom) => atom.kind === 'run');
  const first = runs[0] as Atom;
  const last = runs.at(-1) as Atom;
  const counters = atoms.map((atom) => atom.state.counters).reduce((a, b) => addCounters(a, b), NO_COUNTERS);
  const campaign = first.state.entry?.campaign ?? null;
  return {
    start: first.start,
    end: last.end,
    last: columnsOf(joinTouches('last', ...runs.map((run) => run.state.last)), campaign),
    row: {
      session_id: first.sessionId ?? '',
      profile_id: first.profileId,
      anonymous_id: first.stream.startsWith('a:') ? first.stream.slice(2) : null,
      started_at: formatTime(first.start[0]),
      ended_at: formatTime(last.end[0]),
      duration_ms: last.end[0] - first.start[0],
      event_count: counters.event_count,
      page_count: counters.page_count,
      message_count: counters.message_count,
      entry_url: runs.find((run) => run.state.entryUrl)?.state.entryUrl?.text ?? null,
      exit_url: runs.findLast((run) => run.state.exitUrl)?.state.exitUrl?.text ?? null,
      ...columnsOf(joinTouches('first', ...runs.map((run) => run.state.first)), campaign),
      rage_click_count: counters.rage_click_count,
      dead_click_count: counters.dead_click_count,
      error_click_count: counters.error_click_count,
      replay_url: runs.find((run) => run.state.replayUrl)?.state.replayUrl?.text ?? null,
    },
  };
}

/** A session whose last run goes on and says nothing new of how it began: how it ends, and what it counts more. */
export function continuedSession(session: Session, before: Atom, { end, state }: Atom, more: Counters): Session {
  const { row, start } = session;
  return {
    start,
    end,
    last: isLastAlike(before.state, state) ? session.last : { ...session.last, ...saidColumns(state.last) },
    row: {
      ...row,
      ended_at: formatTime(end[0]),
      duration_ms: end[0] - start[0],
      event_count: row.event_count + more.event_count,
      page_count: row.page_count + more.page_count,
      message_count: row.message_count + more.message_count,
      exit_url: state.exitUrl?.text ?? row.exit_url,
      rage_click_count: row.rage_click_count + more.rage_click_count,
      dead_click_count: row.dead_click_count + more.dead_click_count,
      error_click_count: row.error_click_count + more.error_click_count,
    },
  };
}

// Of the groups that any of the touches holds; a group's fields are named as its columns.
function saidColumns(touches: readonly Touch[]): Partial<AttributeColumns> {
  const groups = touches.flatMap((touch) => Object.values(touch.attributes));
  return Object.assign({}, ...groups);
}

/** The attribute columns of touches which hold each group once. */
function columnsOf(touches: readonly Touch[], campaign: Campaign | null): AttributeColumns {
  const groups: Attributes = Object.assign({}, ...touches.map((touch) => touch.attributes));
  return {
    country: groups.geo?.country ?? null,
    region: groups.geo?.region ?? null,
    city: groups.geo?.city ?? null,
    device_type: groups.device?.device_type ?? null,
    os_name: groups.os?.os_name ?? null,
    os_version: groups.os?.os_version ?? null,
    browser_name: groups.browser?.browser_name ?? null,
    browser_version: groups.browser?.browser_version ?? null,
    application: groups.application?.application ?? null,
    application_version: groups.application?.application_version ?? null,
    host: groups.host?.host ?? null,
    campaign_source: campaign?.campaign_source ?? null,
    campaign_medium: campaign?.campaign_medium ?? null,
    campaign_name: campaign?.campaign_name ?? null,
    campaign_term: campaign?.campaign_term ?? null,
    campaign_content: campaign?.campaign_content ?? null,
    click_id: campaign?.click_id ?? null,
    referrer: campaign?.referrer ?? null,
    landing_page: campaign?.landing_page ?? null,
  };
}
