import { keyring } from '../../collector/src/collect/keys.ts';
import { type RunningWriter, startWriter } from '../../collector/src/writer.ts';
import { BACKEND, KEYS } from './backend-request.ts';

const BROWSER = { key: KEYS.writeKey, isBrowser: true };
const HOUR_MS = 3_600_000;

/** Operators have put this part of the texts where they may: a decision takes longer than a message. */
const EVERY_NTH = 40;

/** Texts of one of {@link whoDidEverything}. */
const PER_PERSON = 100;

/** Who has done whatever can be done with texts: user ids. */
export function whoDidEverything(texts: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(texts.length / PER_PERSON) }, (_, number) => `everything-${number}`);
}

/**
 * Fills a database with texts where senders and operators may put any: each has a person, a company, a survey, an event and a
 * trait of its own, and a visit of one of {@link whoDidEverything}.
 */
export async function fillWithHostileText(path: string, texts: readonly string[]): Promise<void> {
  const writer = await startWriter({ database: path, geo: 'off', keys: keyring(KEYS), definitionLimit: null });
  const now = Date.now();
  const request = { ...BACKEND, receivedAt: now };
  try {
    await Promise.all(
      texts.flatMap((text, index) => {
        const context = contextOf(text);
        const sentAt = new Date(now - (texts.length - index) * HOUR_MS).toISOString();
        const send = (from: object, messages: object[]) => {
          const batch = messages.map((said) => ({ context, timestamp: sentAt, ...said }));
          return writer.submit({ ...request, ...from, body: JSON.stringify({ batch }) });
        };
        return [send({}, saidBy(index, text)), send(BROWSER, doneWith(index, text))];
      }),
    );
    const named = texts.filter((_, index) => index % EVERY_NTH === 0);
    for (const text of named) for (const decision of decisionsOn(text)) await writer.decide(decision);
  } finally {
    await writer.stop();
  }
}

function decisionsOn(text: string): Parameters<RunningWriter['decide']>[0][] {
  const name = text.slice(0, 200);
  const filter = { attribute: 'name', contains: text };
  const definition = {
    kind: 'define' as const,
    subject: 'event' as const,
    name: nameOf(text),
    label: text,
    description: text,
  };
  const segment = { kind: 'segment' as const, segment_id: name, name, subject: 'profiles' as const, filter };
  return [definition, segment, { ...segment, segment_id: `of companies ${name}`, subject: 'accounts' }];
}

function contextOf(text: string): object {
  return {
    // What would run where it is linked to is the whole address.
    page: {
      url: /^\w+:/.test(text) ? text : `https://shop.example/${text}?utm_source=${text}`,
      referrer: text,
      title: text,
      path: text,
    },
    userAgent: text,
    app: { name: text, version: text },
    campaign: { source: text, name: text },
    library: { name: 'analytics.js' },
    locale: text,
    replayUrl: text,
  };
}

// By a backend, which is believed who a person is.
function saidBy(index: number, text: string): object[] {
  const userId = idOf(index, text);
  const traits = traitsOf(text);
  return [
    { type: 'identify', userId, anonymousId: `device ${userId}`, traits },
    { type: 'group', userId, groupId: userId, traits },
  ];
}

// In a browser, where there are visits.
function doneWith(index: number, text: string): object[] {
  const id = idOf(index, text);
  const userId = `everything-${Math.floor(index / PER_PERSON)}`;
  const from = { userId, anonymousId: id };
  const track = (event: string, properties: object) => ({ type: 'track', ...from, event, properties });
  const answers = { [keyOf(text)]: text, score: text };
  const questions = { [keyOf(text)]: { text }, score: { text } };
  const survey = { survey_id: id, survey_name: text, response_id: id, questions };
  return [
    { type: 'page', ...from, name: nameOf(text) },
    { type: 'identify', ...from, traits: { ...traitsOf(text), email: `${userId}@example.com` } },
    track(nameOf(text), { [keyOf(text)]: text }),
    track('Survey Viewed', { ...survey, seq: 1, answers: {} }),
    track('Survey Completed', { ...survey, seq: 2, answers }),
    track('Content Clicked', { content_id: id, content_name: text, content_type: text }),
  ];
}

function traitsOf(text: string): object {
  return { name: text, email: text, phone: text, gender: text, [keyOf(text)]: text };
}

// Identifiers have no control characters.
function idOf(index: number, text: string): string {
  return `${index} ${text.replace(/\t/g, '')}`.slice(0, 200);
}

function keyOf(text: string): string {
  return text.slice(0, 200);
}

function nameOf(text: string): string {
  return text.slice(0, 256);
}
