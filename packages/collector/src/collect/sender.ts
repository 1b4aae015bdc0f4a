import { isObject, type JsonObject, type Message } from '@kith/protocol';

const SERVER_LANGUAGE = /(?:^|[^a-z])(?:clojure|elixir|go|java|net|node|php|python|ruby|rust)$/i;

/**
 * Whether a message was sent by a backend's library, told by `channel` or the library's name. Decides for messages sent
 * with the public key; those with the secret key are a backend's anyway.
 */
export function isServerLibrary({ channel, context }: Pick<Message, 'channel' | 'context'>): boolean {
  if (channel !== null) return channel === 'server';
  const library = context.library;
  if (!isObject(library) || typeof library.name !== 'string') return false;
  return SERVER_LANGUAGE.test(library.name) || ((library as JsonObject).env === 'node' && library.name === '@jitsu/js');
}
