import { canonicalJson, formatTime } from '@kith/protocol';
import { currentTraits, membershipRow } from './account.ts';
import { engagementRow } from './engagement.ts';
import type { FacetKind, TraitState } from './facet.ts';
import { identitiesOf } from './identities-of.ts';
import { comparePositions } from './order.ts';
import type { AttributeColumns, ProfileRow, TraitRow } from './rows.ts';
import type { Scope, Session, Store } from './store.ts';
import { surveyAnswerRows, surveyResponseRow, surveyTraits } from './survey.ts';
import { currentValue, flagOf, nameOf, signUpTime, traitText } from './trait.ts';
import { trustName } from './trust-name.ts';

/** Writes every row of a profile, or removes them once no event is attributed to it. */
export function writeProfile(
  scope: Scope,
  profileId: string,
  changed: ReadonlyMap<string, FacetKind>,
  identitiesChanged: boolean,
): void {
  const { store } = scope;
  const kinds = new Set(changed.values());
  const row = profileRow(store, profileId);
  if (row) store.putProfile(row);
  else store.deleteProfile(profileId);

  if (kinds.has('trait') || kinds.has('survey')) {
    const contact = store.mergedOf(profileId, 'trait').flatMap(([key, state]) => contactTrait(profileId, key, state));
    store.putTraits(profileId, [...contact, ...surveyTraits(profileId, store.mergedOf(profileId, 'survey'))]);
  }
  if (kinds.has('membership')) {
    const memberships = store.mergedOf(profileId, 'membership');
    store.putMemberships(
      profileId,
      memberships.map(([accountId, state]) => membershipRow(profileId, accountId, state)),
    );
  }
  if (kinds.has('survey')) {
    store.putSurveyResponses(
      profileId,
      store.mergedOf(profileId, 'survey').map(([key, state]) => {
        const [, , , messageId, stream] = state.origin.position;
        const atomId = store.atomOf({ stream, messageId });
        return { atomId, row: surveyResponseRow(profileId, key, state) };
      }),
    );
    store.putSurveyAnswers(
      profileId,
      store.mergedOf(profileId, 'survey').flatMap(([key, state]) => surveyAnswerRows(profileId, key, state)),
    );
  }
  if (kinds.has('content')) {
    store.putEngagements(
      profileId,
      store.mergedOf(profileId, 'content').map(([key, state]) => engagementRow(profileId, key, state)),
    );
  }
  if (identitiesChanged || kinds.has('identifier') || kinds.has('trait') || !row) {
    store.putIdentities(profileId, row ? identitiesOf(scope, profileId) : []);
  }
}

function profileRow(store: Store, profileId: string): ProfileRow | undefined {
  const figures = store.figures(profileId);
  const earliest = store.firstAtomOfProfile(profileId);
  if (!figures || !earliest) return undefined;
  const first = store.firstSession(profileId);
  const last = store.lastSession(profileId);
  const traits = currentTraits(store.mergedOf(profileId, 'trait'));
  const surveys = store.mergedOf(profileId, 'survey').map(([, state]) => state);
  const signedUp = signUpTime(traits.createdAt);
  const isIdentified = profileId.startsWith('u:') || !!traitText(traits.email) || !!traitText(traits.phone);
  return {
    profile_id: profileId,
    type: figures.purchase_count > 0 ? 'customer' : isIdentified ? 'identified' : 'anonymous',
    user_id: profileId.startsWith('u:') ? profileId.slice(2) : null,
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
    account_id: latestAccount(store, profileId),
    created_at: formatTime(earliest.start[0]),
    first_seen_at: first ? formatTime(first.start[0]) : null,
    last_seen_at: last ? formatTime(last.end[0]) : null,
    signed_up_at: signedUp === null ? null : formatTime(signedUp),
    event_count: figures.event_count,
    page_count: figures.page_count,
    message_count: figures.message_count,
    session_count: figures.session_count,
    session_duration_ms: figures.session_duration_ms,
    survey_view_count: surveys.filter((survey) => survey.firstViewed !== null).length,
    survey_response_count: surveys.filter((survey) => survey.started !== null || survey.completed !== null).length,
    ...prefixed('first', first?.row),
    ...prefixed('last', last?.last),
    traits: canonicalJson(traits),
    is_test: flagOf(traits.is_test_user) ?? 0,
    is_bot: Number(figures.client_count > 0 && figures.bot_count === figures.client_count),
  };
}

function latestAccount(store: Store, profileId: string): string | null {
  const [first, ...rest] = store.mergedOf(profileId, 'membership');
  if (!first) return null;
  return rest.reduce((a, b) => (comparePositions(b[1].last, a[1].last) > 0 ? b : a), first)[0];
}

function contactTrait(profileId: string, key: string, state: TraitState): TraitRow[] {
  const current = currentValue(state);
  if (!current || current.value === null) return [];
  return [
    {
      profile_id: profileId,
      key,
      trait_group: 'contact',
      value: canonicalJson(current.value),
      first_at: formatTime(state.first),
      updated_at: formatTime(current.position[0]),
      message_id: current.position[3],
      trust: trustName(state.trust),
    },
  ];
}

type FirstOrLast<P extends 'first' | 'last'> = {
  readonly [K in keyof AttributeColumns as `${P}_${K}`]: AttributeColumns[K];
};

function prefixed<P extends 'first' | 'last'>(prefix: P, columns: Session['last'] | undefined): FirstOrLast<P> {
  const values: Record<string, string | null> = {};
  for (const { column, first, last } of PREFIXED) values[prefix === 'first' ? first : last] = columns?.[column] ?? null;
  return values as FirstOrLast<P>;
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

const PREFIXED = ATTRIBUTE_COLUMNS.map((column) => ({ column, first: `first_${column}`, last: `last_${column}` }));
