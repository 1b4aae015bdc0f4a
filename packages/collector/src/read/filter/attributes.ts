/** What an attribute holds, which decides the tests that it takes. */
export type AttributeType = 'boolean' | 'date' | 'number' | 'text' | 'time';

/** A column of people or accounts by which lists are filtered, sorted and counted. */
export interface Attribute {
  readonly type: AttributeType;
  /** What people read at the head of a column. */
  readonly label: string;
}

/** Attributes by column name; a Map, because names come from outside. */
export type Attributes = ReadonlyMap<string, Attribute>;

const text = (label: string): Attribute => ({ type: 'text', label });
const time = (label: string): Attribute => ({ type: 'time', label });
const number = (label: string): Attribute => ({ type: 'number', label });
const flag = (label: string): Attribute => ({ type: 'boolean', label });

const PLACES: readonly (readonly [column: string, label: string])[] = [
  ['country', 'country'],
  ['region', 'region'],
  ['city', 'city'],
  ['device_type', 'device type'],
  ['os_name', 'system'],
  ['os_version', 'system version'],
  ['browser_name', 'browser'],
  ['browser_version', 'browser version'],
  ['application', 'application'],
  ['application_version', 'application version'],
  ['host', 'host'],
  ['campaign_source', 'campaign source'],
  ['campaign_medium', 'campaign medium'],
  ['campaign_name', 'campaign'],
  ['campaign_term', 'campaign term'],
  ['campaign_content', 'campaign content'],
  ['click_id', 'click id'],
  ['referrer', 'referrer'],
  ['landing_page', 'landing page'],
];

const firstAndLast = PLACES.flatMap(([column, label]): [string, Attribute][] => [
  [`first_${column}`, text(`First ${label}`)],
  [`last_${column}`, text(`Last ${label}`)],
]);

/** The columns of the relation `profiles`, but for `traits`. */
export const PROFILE_ATTRIBUTES: Attributes = new Map([
  ['profile_id', text('Profile')],
  ['type', text('Type')],
  ['user_id', text('User id')],
  ['name', text('Name')],
  ['email', text('Email')],
  ['phone', text('Phone')],
  ['gender', text('Gender')],
  ['birthday', { type: 'date', label: 'Birthday' }],
  ['age', number('Age')],
  ['timezone', text('Timezone')],
  ['language', text('Language')],
  ['msg_email', flag('Takes email')],
  ['msg_push', flag('Takes push messages')],
  ['msg_sms', flag('Takes SMS')],
  ['msg_whatsapp', flag('Takes WhatsApp')],
  ['account_id', text('Account')],
  ['created_at', time('Created')],
  ['first_seen_at', time('First seen')],
  ['last_seen_at', time('Last seen')],
  ['signed_up_at', time('Signed up')],
  ['event_count', number('Events')],
  ['page_count', number('Pages')],
  ['message_count', number('Messages')],
  ['session_count', number('Sessions')],
  ['session_duration_ms', number('Time in sessions (ms)')],
  ['survey_view_count', number('Survey views')],
  ['survey_response_count', number('Survey responses')],
  ...firstAndLast,
  ['is_excluded', flag('Excluded')],
  ['is_test', flag('Test profile')],
  ['is_control_excluded', flag('Control-excluded')],
  ['is_bot', flag('Bot')],
]);

/** The columns of the relation `accounts`, but for `traits`. */
export const ACCOUNT_ATTRIBUTES: Attributes = new Map([
  ['account_id', text('Account')],
  ['name', text('Name')],
  ['created_at', time('Created')],
  ['signed_up_at', time('Signed up')],
  ['first_seen_at', time('First seen')],
  ['last_seen_at', time('Last seen')],
  ['user_count', number('Users')],
  ['session_count', number('Sessions')],
  ['session_duration_ms', number('Time in sessions (ms)')],
  ['event_count', number('Events')],
]);
