import { isObject, type JsonObject, type Message } from '@kith/protocol';
import { cleanSearch, cleanUrl } from './clean-url.ts';

/** Page fields that hold addresses; `search` is cleaned on its own. */
const ADDRESS_FIELDS = ['url', 'referrer', 'tab_url', 'initial_referrer', 'path'];

const FRUSTRATION = new Set(['Rage Click', 'Dead Click', 'Error Click']);

/** The context of a message as it is stored: addresses of pages cleaned, everything else as sent. */
export function storedContext(context: JsonObject): JsonObject {
  return isObject(context.page) ? replace(context, { page: cleanPage(context.page as JsonObject) }) : context;
}

/** The properties of a message as they are stored: where they repeat the page they are cleaned like it. */
export function storedProperties({
  type,
  name,
  properties,
}: Pick<Message, 'type' | 'name' | 'properties'>): JsonObject {
  const describesPage = type === 'page' || (type === 'track' && name !== null && FRUSTRATION.has(name));
  return describesPage ? cleanPage(properties) : properties;
}

function cleanPage(page: JsonObject): JsonObject {
  const cleaned: Record<string, string> = {};
  for (const field of ADDRESS_FIELDS) {
    const value = page[field];
    if (typeof value === 'string') cleaned[field] = cleanUrl(value);
  }
  if (typeof page.search === 'string') cleaned.search = cleanSearch(page.search);
  return replace(page, cleaned);
}

function replace(object: JsonObject, fields: JsonObject): JsonObject {
  return Object.assign(Object.create(null), object, fields);
}
