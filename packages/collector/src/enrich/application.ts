import type { Attributes } from '@kith/fold';
import type { JsonObject } from '@kith/protocol';
import { objectOf, textOf } from './text.ts';

/** The application a message came from: `context.app.namespace`, else its name, else the source of the key. */
export function applicationOf(context: JsonObject, source: string): NonNullable<Attributes['application']> {
  const app = objectOf(context, 'app');
  return {
    application: textOf(app, 'namespace', 256) ?? textOf(app, 'name', 256) ?? source,
    application_version: textOf(app, 'version', 64),
  };
}
