import { isObject, type JsonObject, type Message } from '@kith/protocol';

/**
 * The traits of a message which fold. Of identify its `traits` over `context.traits` (RudderStack's browsers send them
 * only there), of group its `traits`. On any other call `context.traits` is a stale copy and nothing folds.
 */
export function foldedTraits({ type, traits, context }: Pick<Message, 'type' | 'traits' | 'context'>): JsonObject {
  if (type === 'group') return traits;
  if (type !== 'identify') return NOTHING;
  return isObject(context.traits) ? { ...(context.traits as JsonObject), ...traits } : traits;
}

const NOTHING: JsonObject = Object.freeze({});
