import { ConfigError } from '../config.ts';

/** Reads the filter that a flag gives. @throws ConfigError when it is no JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError('--filter takes JSON, in quotes: --filter \'{"attribute": "last_country", "is": "DE"}\'.');
  }
}
