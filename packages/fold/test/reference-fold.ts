import { canonicalJson, compareText, formatTime, type JsonValue } from '@kith/protocol';
import { type Campaign, type Event, streamOf } from '../src/event.ts';
import type {
  AccountRow,
  AttributeColumns,
  EventCountRow,
  IdentityRow,
  MembershipRow,
  ProfileRow,
  Relations,
  SessionRow,
  TraitRow,
} from '../src/rows.ts';
import { DEFAULT_RULES, type Rules } from '../src/rules.ts';
import { eventDefinitions, traitDefinitions } from './reference-definitions.ts';
import { groupBy } from './reference-groups.ts';
import { HABITS, type Habits } from './reference-habits.ts';
import { type Part, type Placed, type Placement, place } from './reference-placement.ts';
import { engagementRows, type Response, surveyResponses } from './reference-surveys.ts';
import { asFlag, asText, asTime, currentTraits, traitsJson, type Winner } from './reference-traits.ts';

const TRUST_NAMES = ['unverified', 'verified', 'server'] as const;
const CUSTOMER_EVENTS = ['Charged', 'Order Completed'];

/**
 * The state, computed naively from the full set of deliveries: the law which the incremental fold must obey.
 * Slow, without cleverness, and independent of the fold's own code.
 */
export function referenceFold(
  deliveries: readonly Event[],
  rules: Rules = DEFAULT_RULES,
  habits: Habits = HABITS,
): Relations {
  const placement = place(deliveries, rules, habits);
  const { placed, parts } = placement;
  const people = [...groupBy(placed, ({ profile }) => profile)].map(([profile, own]) =>
    readPerson(profile, own, placement, rules, habits),
  );
  return {
    events: sorted(
      placed.map(({ event, profile, session }) => ({
        message_id: event.messageId,
        stream: streamOf(event),
        profile_id: profile,
        session_id: session,
      })),
      (row) => [row.message_id, row.stream],
    ),
    profiles: sorted(people.map(profileRow), (row) => [row.profile_id]),
    identities: sorted(
      people.flatMap((person) => identityRows(person, placement)),
      (row) => [row.kind, row.identifier, row.profile_id],
    ),
    sessions: sorted(
      parts.map((part) => sessionRow(part, placed, habits)),
      (row) => [row.session_id],
    ),
    traits: sorted(people.flatMap(traitRows), (row) => [row.profile_id, row.trait_group, row.key]),
    accounts: sorted(accountRows(placed, rules, habits), (row) => [row.account_id]),
    memberships: sorted(people.flatMap(membershipRows), (row) => [row.profile_id, row.account_id]),
    survey_responses: sorted(
      people.flatMap((person) => person.responses.map((response) => response.row)),
      (row) => [row.profile_id, row.survey_id, row.response_id],
    ),
    survey_answers: sorted(
      people.flatMap((person) => person.responses.flatMap((response) => response.answerRows)),
      (row) => [row.profile_id, row.survey_id, row.response_id, row.question_id],
    ),
    engagements: sorted(
      people.flatMap(({ profile, events }) => engagementRows(profile, events, habits)),
      (row) => [row.profile_id, row.content_type, row.content_id],
    ),
    event_counts: sorted(people.flatMap(eventCountRows), (row) => [row.profile_id, row.name, row.day]),
    event_definitions: sorted(eventDefinitions(placed.map(({ event }) => event)), (row) => [row.name]),
    trait_definitions: sorted(traitDefinitions(people.flatMap(traitRows)), (row) => [row.trait_group, row.key]),
  };
}

/** What one profile is made of. */
interface Person {
  readonly profile: string;
  /** In order. */
  readonly events: readonly Event[];
  readonly parts: readonly Part[];
  readonly traits: ReadonlyMap<string, Winner>;
  readonly responses: readonly Response[];
  readonly habits: Habits;
}

function readPerson(
  profile: string,
  own: readonly Placed[],
  { parts }: Placement,
  rules: Rules,
  habits: Habits,
): Person {
  const events = own.map(({ event }) => event);
  return {
    profile,
    events,
    parts: parts.filter((part) => part.profile === profile),
    traits: currentTraits(
      events.filter((event) => event.type !== 'group'),
      rules,
      habits,
    ),
    responses: surveyResponses(profile, own, habits),
    habits,
  };
}

// Sessions and profiles

function sessionRow(part: Part, placed: readonly Placed[], habits: Habits): SessionRow {
  const { activity } = part;
  const own = placed.filter(({ session }) => session === part.id).map(({ event }) => event);
  const [start, end] = [activity[0]!.t, activity.at(-1)!.t];
  const named = (name: string): number => ofType(own, 'track').filter((event) => event.name === name).length;
  return {
    session_id: part.id,
    profile_id: part.profile,
    anonymous_id: activity[0]!.anonymousId,
    started_at: formatTime(start),
    ended_at: formatTime(end),
    duration_ms: end - start,
    event_count: ofType(own, 'track').length,
    page_count: ofType(own, 'page', 'screen').length,
    message_count: own.length,
    entry_url: activity.find((event) => event.url !== null)?.url ?? null,
    exit_url: activity.findLast((event) => event.url !== null)?.url ?? null,
    rage_click_count: named('Rage Click'),
    dead_click_count: named('Dead Click'),
    error_click_count: named('Error Click'),
    replay_url: activity.find((event) => event.replayUrl !== null)?.replayUrl ?? null,
    ...attributeColumns(activity, habits.campaignOf(activity)),
  };
}

/** Each group from the first of the events which has it; the campaign as given. */
function attributeColumns(events: readonly Event[], campaign: Campaign | null): AttributeColumns {
  const attributes = events.map((event) => event.attributes);
  const geo = attributes.find((groups) => groups.geo)?.geo;
  const device = attributes.find((groups) => groups.device)?.device;
  const os = attributes.find((groups) => groups.os)?.os;
  const browser = attributes.find((groups) => groups.browser)?.browser;
  const application = attributes.find((groups) => groups.application)?.application;
  const host = attributes.find((groups) => groups.host)?.host;
  return {
    country: geo?.country ?? null,
    region: geo?.region ?? null,
    city: geo?.city ?? null,
    device_type: device?.device_type ?? null,
    os_name: os?.os_name ?? null,
    os_version: os?.os_version ?? null,
    browser_name: browser?.browser_name ?? null,
    browser_version: browser?.browser_version ?? null,
    application: application?.application ?? null,
    application_version: application?.application_version ?? null,
    host: host?.host ?? null,
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

function profileRow(person: Person): ProfileRow {
  const { profile, events, parts, traits, responses, habits } = person;
  const byStart = parts.toSorted((a, b) => habits.compare(a.activity[0]!, b.activity[0]!));
  const byEnd = parts.toSorted((a, b) => habits.compare(a.activity.at(-1)!, b.activity.at(-1)!));
  const first = byStart[0]?.activity ?? [];
  const last = byEnd.at(-1)?.activity ?? [];
  const clientEvents = events.filter((event) => !event.isServer);
  const trait = (key: string): JsonValue | undefined => traits.get(key)?.value;
  const text = (key: string): string | null => asText(trait(key));
  const fullName = [text('firstName'), text('lastName')].filter((name) => name !== null);
  return {
    profile_id: profile,
    type: typeOf(person),
    user_id: profile.startsWith('u:') ? profile.slice(2) : null,
    name: text('name') ?? (fullName.length > 0 ? fullName.join(' ') : null),
    email: text('email'),
    phone: text('phone'),
    gender: text('gender'),
    birthday: text('birthday'),
    timezone: text('timezone'),
    language: text('language'),
    msg_email: asFlag(trait('msg_email')),
    msg_push: asFlag(trait('msg_push')),
    msg_sms: asFlag(trait('msg_sms')),
    msg_whatsapp: asFlag(trait('msg_whatsapp')),
    account_id: groupCalls(events).at(-1)?.groupId ?? null,
    created_at: formatTime(Math.min(...events.map((event) => event.t))),
    first_seen_at: timeText(first[0]?.t),
    last_seen_at: timeText(last.at(-1)?.t),
    signed_up_at: timeText(asTime(trait('createdAt'))),
    event_count: ofType(events, 'track').length,
    page_count: ofType(events, 'page', 'screen').length,
    message_count: events.length,
    session_count: parts.length,
    session_duration_ms: parts.reduce((sum, { activity }) => sum + activity.at(-1)!.t - activity[0]!.t, 0),
    survey_view_count: responses.filter(({ row }) => row.first_viewed_at !== null).length,
    survey_response_count: responses.filter(({ row }) => row.started_at !== null || row.completed_at !== null).length,
    traits: traitsJson(traits),
    is_test: asFlag(traits.get('is_test_user')?.value) ?? 0,
    is_bot: Number(clientEvents.length > 0 && clientEvents.every((event) => event.isBot)),
    ...prefixed('first', attributeColumns(first, habits.campaignOf(first))),
    ...prefixed('last', attributeColumns(last.toReversed(), habits.campaignOf(last))),
  };
}

function typeOf({ profile, events, traits }: Person): ProfileRow['type'] {
  if (ofType(events, 'track').some((event) => CUSTOMER_EVENTS.includes(event.name ?? ''))) return 'customer';
  const hasContact = ['email', 'phone'].some((key) => asText(traits.get(key)?.value));
  return profile.startsWith('u:') || hasContact ? 'identified' : 'anonymous';
}

type Prefixed<P extends string> = { [K in keyof AttributeColumns as `${P}_${K}`]: AttributeColumns[K] };

function prefixed<P extends 'first' | 'last'>(prefix: P, columns: AttributeColumns): Prefixed<P> {
  const entries = Object.entries(columns).map(([column, value]) => [`${prefix}_${column}`, value]);
  return Object.fromEntries(entries) as Prefixed<P>;
}

// Identities, traits and counts

function identityRows(person: Person, { links }: Placement): IdentityRow[] {
  const { profile, events, traits } = person;
  const rows: IdentityRow[] = [];
  const add = (
    kind: IdentityRow['kind'],
    identifier: string,
    { rule, event }: { rule: IdentityRow['rule']; event: Event },
  ): void => {
    rows.push({
      kind,
      identifier,
      profile_id: profile,
      linked_at: formatTime(event.t),
      rule,
      message_id: event.messageId,
    });
  };

  const user = profile.startsWith('u:') ? profile.slice(2) : null;
  if (user === null) {
    add('anonymous', profile.slice(2), { rule: 'device', event: events[0]! });
  } else {
    const edges = links.edges.filter((edge) => links.nameOf(edge.to) === user);
    const own = events.find((event) => event.userId === user);
    // Somebody whom only an operator has named is known by that.
    const word =
      edges.find(({ from, to }) => from === user || to === user) ??
      links.claims.find((claim) => claim.user === user && claim.rule === 'merge');
    if (own !== undefined) add('user', user, { rule: 'user', event: own });
    else if (word !== undefined) add('user', user, word);
    for (const id of new Set(edges.flatMap((edge) => [edge.from, edge.to]))) {
      const edge = edges.find(({ from, to }) => from === id || to === id)!;
      if (id !== user) add('user', id, edge);
    }
    const claims = links.claims.filter((claim) => links.nameOf(claim.user) === user);
    for (const [device, own] of groupBy(claims, (claim) => claim.device)) add('anonymous', device, own[0]!);
  }

  for (const kind of ['email', 'phone'] as const) {
    const winner = traits.get(kind);
    const text = asText(winner?.value);
    if (winner !== undefined && text !== null && text !== '') add(kind, text, { rule: 'trait', event: winner.event });
  }
  const named = events.flatMap((event) => event.identifiers.map((identifier) => ({ ...identifier, event })));
  for (const [, same] of groupBy(named, ({ kind, identifier }) => `${kind}/${identifier}`)) {
    add(same[0]!.kind, same[0]!.identifier, { rule: 'named', event: same[0]!.event });
  }
  return rows;
}

function traitRows({ profile, traits, responses, habits }: Person): TraitRow[] {
  const row = (trait_group: TraitRow['trait_group'], key: string, { value, event, first }: Winner): TraitRow => ({
    profile_id: profile,
    key,
    trait_group,
    value: canonicalJson(value),
    first_at: formatTime(first),
    updated_at: formatTime(event.t),
    message_id: event.messageId,
    trust: TRUST_NAMES[event.trust],
  });
  const answers = responses.flatMap(({ survey, answers, answersEvent: event }) =>
    event === null
      ? []
      : Object.keys(answers).map((question) => ({
          key: `${survey}.${question}`,
          winner: { value: answers[question] ?? null, event, first: event.t },
        })),
  );
  const latest = [...groupBy(answers, ({ key }) => key)].map(([key, same]) => ({
    key,
    winner: {
      ...same.toSorted((a, b) => habits.compare(a.winner.event, b.winner.event)).at(-1)!.winner,
      first: Math.min(...same.map(({ winner }) => winner.first)),
    },
  }));
  return [
    ...[...traits].map(([key, winner]) => row('contact', key, winner)),
    ...latest.filter(({ winner }) => winner.value !== null).map(({ key, winner }) => row('survey', key, winner)),
  ];
}

function eventCountRows({ profile, events }: Person): EventCountRow[] {
  const days = ofType(events, 'track').map((event) => ({
    profile_id: profile,
    name: event.name ?? '',
    day: formatTime(event.t).slice(0, 10),
  }));
  return [...groupBy(days, ({ day, name }) => `${day} ${name}`).values()].map((same) => ({
    ...same[0]!,
    count: same.length,
  }));
}

// Accounts

function accountRows(placed: readonly Placed[], rules: Rules, habits: Habits): AccountRow[] {
  const calls = groupCalls(placed.map(({ event }) => event));
  return [...groupBy(calls, (event) => event.groupId ?? '')].map(([account, own]) => {
    const traits = currentTraits(own, rules, habits);
    return {
      account_id: account,
      name: asText(traits.get('name')?.value),
      traits: traitsJson(traits),
      created_at: formatTime(Math.min(...own.map((event) => event.t))),
      signed_up_at: timeText(asTime(traits.get('createdAt')?.value)),
    };
  });
}

function membershipRows({ profile, events }: Person): MembershipRow[] {
  return [...groupBy(groupCalls(events), (event) => event.groupId ?? '')].map(([account, own]) => ({
    profile_id: profile,
    account_id: account,
    first_at: formatTime(Math.min(...own.map((event) => event.t))),
    last_at: formatTime(Math.max(...own.map((event) => event.t))),
    trust:
      TRUST_NAMES[
        own
          .map((event) => event.trust)
          .sort()
          .at(-1)!
      ],
  }));
}

function groupCalls(events: readonly Event[]): Event[] {
  return ofType(events, 'group').filter((event) => event.groupId !== null);
}

// Small things

function ofType(events: readonly Event[], ...types: Event['type'][]): Event[] {
  return events.filter((event) => types.includes(event.type));
}

function timeText(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : formatTime(ms);
}

function sorted<T>(rows: readonly T[], keyOf: (row: T) => string[]): T[] {
  return rows.toSorted((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    return x.map((part, index) => compareText(part, y[index] ?? '')).find((order) => order !== 0) ?? 0;
  });
}
