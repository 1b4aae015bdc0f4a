import { keyring } from '../../collector/src/collect/keys.ts';
import { startWriter } from '../../collector/src/writer.ts';
import { BACKEND, KEYS } from './backend-request.ts';

const LONG = 'W'.repeat(10_000);
const LONG_NAME = 'W'.repeat(256);

/**
 * Adds people of whom strange things are said: `u:long` of the company `long`, `u:invisible` and `u:blank` whose names cannot be
 * seen, `u:reversed` whose name turns text round, and `u:odd`, whose traits are not what their keys
 * promise, and whose email address `u:twin` has too.
 */
export async function fillWithStrangeText(path: string): Promise<void> {
  const writer = await startWriter({ database: path, geo: 'off', keys: keyring(KEYS) });
  const known = (userId: string, traits: object) => ({
    type: 'identify',
    userId,
    traits: { email: `${userId}@example.com`, ...traits },
  });
  const batch = [
    { type: 'identify', userId: 'long', anonymousId: 'long', traits: { name: LONG, email: LONG } },
    { type: 'identify', userId: 'long', traits: { [LONG_NAME]: LONG, many: [LONG], said: { [LONG_NAME]: LONG } } },
    { type: 'group', userId: 'long', groupId: 'long', traits: { name: LONG, said: LONG } },
    {
      type: 'page',
      userId: 'long',
      name: LONG_NAME,
      context: { page: { url: `https://shop.example/${LONG}`, title: LONG }, campaign: { source: LONG } },
    },
    { type: 'track', userId: 'long', event: LONG_NAME, properties: { said: LONG } },
    {
      type: 'track',
      userId: 'long',
      event: 'Content Shown',
      properties: { content_id: LONG_NAME, content_name: LONG, content_type: LONG_NAME },
    },
    {
      type: 'track',
      userId: 'long',
      event: 'Survey Completed',
      properties: {
        survey_id: 'long',
        survey_name: LONG,
        response_id: 'long',
        questions: { why: { text: LONG } },
        answers: { why: LONG },
      },
    },
    known('invisible', { name: '\u200b\u200d\u2060' }),
    known('blank', { name: '   ' }),
    known('reversed', { name: '\u202egnp.exe' }),
    known('twin', { name: 'Twin', email: 'odd@example.com' }),
    known('odd', {
      joined_at: 'soon',
      shoe_country: 'nowhere',
      stayed_ms: 'later',
      left_at: 7,
      seen_at: null,
      is_new: 'perhaps',
    }),
  ];
  try {
    await writer.submit({ ...BACKEND, receivedAt: Date.now(), body: JSON.stringify({ batch }) });
  } finally {
    await writer.stop();
  }
}
