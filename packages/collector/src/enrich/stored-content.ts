import { type ContentTexts, canonicalJson, isObject, type JsonObject, type Message } from '@kith/protocol';
import { cleanSearch, cleanUrl, type KeptParts, keptParts } from './clean-url.ts';
import { foldedTraits } from './traits.ts';

/** Page fields that hold addresses; `search` is cleaned on its own. */
const ADDRESS_FIELDS = ['url', 'referrer', 'tab_url', 'initial_referrer', 'path'];

const FRUSTRATION = new Set(['Rage Click', 'Dead Click', 'Error Click']);

/** The content of a message as it is stored and folded. */
export interface StoredContent {
  readonly properties: JsonObject;
  readonly traits: JsonObject;
  /** Of traits those that fold; on calls where none do, those that were sent. */
  readonly json: ContentTexts;
}

/**
 * The content of a message as it is stored: addresses of pages cleaned, in the context and in properties which repeat the
 * page, everything else as sent. What has not changed keeps its text.
 */
export function storedContent(message: Message): StoredContent {
  const { type, json, context } = message;
  const properties = describesPage(message) ? cleanPage(message.properties, keptParts(context)) : message.properties;
  const traits = foldedTraits(message);
  const folds = type === 'identify' || type === 'group';
  return {
    properties,
    traits,
    json: {
      properties: properties === message.properties ? json.properties : canonicalJson(properties),
      traits: !folds || traits === message.traits ? json.traits : canonicalJson(traits),
      context: contextText(context, json.context),
    },
  };
}

function describesPage({ type, name }: Pick<Message, 'type' | 'name'>): boolean {
  return type === 'page' || (type === 'track' && name !== null && FRUSTRATION.has(name));
}

function contextText(context: JsonObject, text: string): string {
  if (!isObject(context.page)) return text;
  const page = cleanPage(context.page as JsonObject, keptParts(context));
  return page === context.page ? text : canonicalJson({ ...context, page });
}

// Most pages are clean, and are not copied.
function cleanPage(page: JsonObject, kept: KeptParts): JsonObject {
  let cleaned = page;
  const replace = (field: string, clean: (text: string, kept: KeptParts) => string) => {
    const value = page[field];
    if (typeof value !== 'string') return;
    const text = clean(value, kept);
    if (text !== value) cleaned = { ...cleaned, [field]: text };
  };
  for (const field of ADDRESS_FIELDS) replace(field, cleanUrl);
  replace('search', cleanSearch);
  return cleaned;
}
