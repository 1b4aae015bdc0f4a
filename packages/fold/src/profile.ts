import { canonicalJson, formatTime } from '@kith/protocol';
import { currentTraits, membershipRow } from './account.ts';
import { addCounters, type Counters } from './atom.ts';
import { engagementRow } from './engagement.ts';
import type { FacetKind, FacetState, TraitState } from './facet.ts';
import { changedIdentities, identitiesOf, userOf } from './identities-of.ts';
import { comparePositions } from './order.ts';
import type { AttributeColumns, ProfileRow, TraitRow } from './rows.ts';
import type { Profile, ProfileFigures, Scope, Session, Store, SurveyResponse } from './store.ts';
import { surveyAnswerRows, surveyResponseRow, surveyTraits } from './survey.ts';
import { currentValue, flagOf, nameOf, signUpTime, traitText } from './trait.ts';
import { trustName } from './trust-name.ts';

/** What became of a profile in one fold. */
export interface ProfileChange {
  /** Its row as it was. */
  readonly before: ProfileRow | undefined;
  /** Its figures as they are. */
  readonly figures: ProfileFigures | undefined;
  /** The facets that changed: the kind of each, by kind and key. */
  readonly facets: ReadonlyMap<string, FacetKind>;
  /**
   * The devices whose claims may have changed, because atoms came or went or begin elsewhere; undefined where nothing of the
   * kind happened, null where identifiers were linked or separated.
   */
  readonly identities: ReadonlySet<string> | null | undefined;
}

/** Writes the rows of a profile that a change concerns, or removes them once no event is attributed to it. */
export function writeProfile(scope: Scope, profileId: string, change: ProfileChange): void {
  const { store } = scope;
  const kinds = new Set(change.facets.values());
  const { figures } = change;
  const row = figures && profileRow(store, profileId, { ...change, figures, kinds });
  if (row) store.putProfile({ row, figures });
  else store.deleteProfile(profileId);

  if (kinds.has('trait')) {
    store.changeTraits(profileId, 'contact', changedRows(store, profileId, change.facets, 'trait', contactTrait));
  }
  if (kinds.has('membership')) {
    store.putMemberships(profileId, changedRows(store, profileId, change.facets, 'membership', membershipRow));
  }
  if (kinds.has('survey')) {
    store.putTraits(profileId, 'survey', surveyTraits(profileId, store.mergedOf(profileId, 'survey')));
    const responses = changedRows(store, profileId, change.facets, 'survey', (_, key, state): SurveyResponse => {
      const [, , , messageId, stream] = state.origin.position;
      return {
        atomId: store.atomOf({ stream, messageId }),
        row: surveyResponseRow(profileId, key, state),
        answers: surveyAnswerRows(profileId, key, state),
      };
    });
    store.putSurveyResponses(profileId, responses);
  }
  if (kinds.has('content')) {
    store.putEngagements(profileId, changedRows(store, profileId, change.facets, 'content', engagementRow));
  }
  writeIdentities(scope, profileId, change, row);
}

function writeIdentities(
  scope: Scope,
  profileId: string,
  { before, facets, identities: devices }: ProfileChange,
  row: ProfileRow | undefined,
): void {
  const { store } = scope;
  const isLinked = store.canonical(userOf(profileId) ?? '') !== undefined;
  if (!row) store.putIdentities(profileId, []);
  else if (!before || devices === null || (isLinked && devices))
    store.putIdentities(profileId, identitiesOf(scope, profileId));
  else if (devices || facets.size > 0)
    store.changeIdentities(profileId, changedIdentities(scope, profileId, { devices, facets, before }));
}

function changedRows<K extends FacetKind, Row>(
  store: Store,
  profileId: string,
  changed: ProfileChange['facets'],
  kind: K,
  rowOf: (profileId: string, key: string, state: FacetState<K>) => Row | undefined,
): Map<string, Row | undefined> {
  const rows = new Map<string, Row | undefined>();
  for (const [id, other] of changed) {
    if (other !== kind) continue;
    const key = id.slice(`${kind}/`.length);
    const state = store.merged(profileId, kind, key);
    rows.set(key, state && rowOf(profileId, key, state));
  }
  return rows;
}

/** A profile whose last session goes on and says nothing new of the person: when that is, and what it counts more. */
export function continuedProfile({ row, figures }: Profile, before: Session, after: Session, more: Counters): Profile {
  const sum = addCounters(figures, more);
  const session_duration_ms = figures.session_duration_ms + after.row.duration_ms - before.row.duration_ms;
  const { event_count, page_count, message_count } = sum;
  return {
    figures: { ...figures, ...sum, session_duration_ms },
    row: {
      ...row,
      ...(after.last === before.last ? undefined : lastColumns(after.last)),
      ...{ last_seen_at: after.row.ended_at, event_count, page_count, message_count, session_duration_ms },
    },
  };
}

function profileRow(
  store: Store,
  profileId: string,
  {
    before,
    figures,
    kinds,
    identities,
  }: ProfileChange & { readonly figures: ProfileFigures; readonly kinds: ReadonlySet<FacetKind> },
): ProfileRow | undefined {
  if (figures.message_count <= 0) return undefined;
  const created = before && identities === undefined ? before.created_at : earliestTime(store, profileId);
  if (created === undefined) return undefined;
  // What only facets decide is read anew where some of their kind have changed.
  const said = before && !kinds.has('trait') ? before : traitColumns(store, profileId);
  const surveys = before && !kinds.has('survey') ? before : surveyCounts(store, profileId);
  const first = store.firstSession(profileId);
  const last = store.lastSession(profileId);
  const isUser = profileId.startsWith('u:');
  const isIdentified = isUser || !!said.email || !!said.phone;
  return {
    profile_id: profileId,
    type: figures.purchase_count > 0 ? 'customer' : isIdentified ? 'identified' : 'anonymous',
    user_id: isUser ? profileId.slice(2) : null,
    name: said.name,
    email: said.email,
    phone: said.phone,
    gender: said.gender,
    birthday: said.birthday,
    timezone: said.timezone,
    language: said.language,
    msg_email: said.msg_email,
    msg_push: said.msg_push,
    msg_sms: said.msg_sms,
    msg_whatsapp: said.msg_whatsapp,
    account_id: before && !kinds.has('membership') ? before.account_id : latestAccount(store, profileId),
    created_at: created,
    first_seen_at: first?.row.started_at ?? null,
    last_seen_at: last?.row.ended_at ?? null,
    signed_up_at: said.signed_up_at,
    event_count: figures.event_count,
    page_count: figures.page_count,
    message_count: figures.message_count,
    session_count: figures.session_count,
    session_duration_ms: figures.session_duration_ms,
    survey_view_count: surveys.survey_view_count,
    survey_response_count: surveys.survey_response_count,
    ...firstColumns(first?.row ?? NO_ATTRIBUTES),
    ...lastColumns(last?.last ?? NO_ATTRIBUTES),
    traits: said.traits,
    is_test: said.is_test,
    is_bot: Number(figures.client_count > 0 && figures.bot_count === figures.client_count),
  };
}

function earliestTime(store: Store, profileId: string): string | undefined {
  const earliest = store.firstAtomOfProfile(profileId);
  return earliest && formatTime(earliest.start[0]);
}

function traitColumns(store: Store, profileId: string) {
  const traits = currentTraits(store.mergedOf(profileId, 'trait'));
  const signedUp = signUpTime(traits.createdAt);
  return {
    name: nameOf(traits),
    email: traitText(traits.email),
    phone: traitText(traits.phone),
    gender: traitText(traits.gender),
    birthday: traitText(traits.birthday),
    timezone: traitText(traits.timezone),
    language: traitText(traits.language),
    msg_email: flagOf(traits.msg_email),
    msg_push: flagOf(traits.msg_push),
    msg_sms: flagOf(traits.msg_sms),
    msg_whatsapp: flagOf(traits.msg_whatsapp),
    signed_up_at: signedUp === null ? null : formatTime(signedUp),
    traits: canonicalJson(traits),
    is_test: flagOf(traits.is_test_user) ?? 0,
  };
}

function surveyCounts(store: Store, profileId: string) {
  const surveys = store.mergedOf(profileId, 'survey').map(([, state]) => state);
  return {
    survey_view_count: surveys.filter((survey) => survey.firstViewed !== null).length,
    survey_response_count: surveys.filter((survey) => survey.started !== null || survey.completed !== null).length,
  };
}

function latestAccount(store: Store, profileId: string): string | null {
  const [first, ...rest] = store.mergedOf(profileId, 'membership');
  if (!first) return null;
  return rest.reduce((a, b) => (comparePositions(b[1].last, a[1].last) > 0 ? b : a), first)[0];
}

function contactTrait(profileId: string, key: string, state: TraitState): TraitRow | undefined {
  const current = currentValue(state);
  if (!current || current.value === null) return undefined;
  return {
    profile_id: profileId,
    key,
    trait_group: 'contact',
    value: canonicalJson(current.value),
    first_at: formatTime(state.first),
    updated_at: formatTime(current.position[0]),
    message_id: current.position[3],
    trust: trustName(state.trust),
  };
}

// Written out, because an object of so many columns is fast only when all its names are known beforehand.
function firstColumns(columns: AttributeColumns) {
  return {
    first_country: columns.country,
    first_region: columns.region,
    first_city: columns.city,
    first_device_type: columns.device_type,
    first_os_name: columns.os_name,
    first_os_version: columns.os_version,
    first_browser_name: columns.browser_name,
    first_browser_version: columns.browser_version,
    first_application: columns.application,
    first_application_version: columns.application_version,
    first_host: columns.host,
    first_campaign_source: columns.campaign_source,
    first_campaign_medium: columns.campaign_medium,
    first_campaign_name: columns.campaign_name,
    first_campaign_term: columns.campaign_term,
    first_campaign_content: columns.campaign_content,
    first_click_id: columns.click_id,
    first_referrer: columns.referrer,
    first_landing_page: columns.landing_page,
  };
}

function lastColumns(columns: AttributeColumns) {
  return {
    last_country: columns.country,
    last_region: columns.region,
    last_city: columns.city,
    last_device_type: columns.device_type,
    last_os_name: columns.os_name,
    last_os_version: columns.os_version,
    last_browser_name: columns.browser_name,
    last_browser_version: columns.browser_version,
    last_application: columns.application,
    last_application_version: columns.application_version,
    last_host: columns.host,
    last_campaign_source: columns.campaign_source,
    last_campaign_medium: columns.campaign_medium,
    last_campaign_name: columns.campaign_name,
    last_campaign_term: columns.campaign_term,
    last_campaign_content: columns.campaign_content,
    last_click_id: columns.click_id,
    last_referrer: columns.referrer,
    last_landing_page: columns.landing_page,
  };
}

/** The attribute columns in the order SQL shows them. */
export const ATTRIBUTE_COLUMNS: readonly (keyof AttributeColumns)[] = [
  'country',
  'region',
  'city',
  'device_type',
  'os_name',
  'os_version',
  'browser_name',
  'browser_version',
  'application',
  'application_version',
  'host',
  'campaign_source',
  'campaign_medium',
  'campaign_name',
  'campaign_term',
  'campaign_content',
  'click_id',
  'referrer',
  'landing_page',
];

const NO_ATTRIBUTES = Object.fromEntries(
  ATTRIBUTE_COLUMNS.map((column) => [column, null]),
) as unknown as AttributeColumns;
