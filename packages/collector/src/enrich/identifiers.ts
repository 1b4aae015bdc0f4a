import type { NamedIdentifier } from '@kith/fold';
import { isObject, isRejection, type JsonObject, readIdentifier } from '@kith/protocol';
import { objectOf } from './text.ts';

const MAX_EXTERNAL_IDS = 20;

/** Custom ids (`context.externalIds`, as `type:id`) and the push token (`context.device.token`); what is no identifier is left out. */
export function namedIdentifiers(context: JsonObject): readonly NamedIdentifier[] {
  const found: NamedIdentifier[] = [];
  const entries = Array.isArray(context.externalIds) ? context.externalIds.slice(0, MAX_EXTERNAL_IDS) : [];
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const [id, type] = [identifier(entry.id), identifier(entry.type)];
    if (id && type) found.push({ kind: 'external', identifier: `${type}:${id}` });
  }
  const token = identifier(objectOf(context, 'device').token);
  if (token) found.push({ kind: 'token', identifier: token });
  return found;
}

function identifier(value: unknown): string | null {
  const read = readIdentifier(value, '');
  return isRejection(read) ? null : read;
}
