import { isObject, type JsonObject } from '@kith/protocol';
import { objectOf } from './text.ts';

/** What a browser says about its device beside the frozen User-Agent. Absent members are unknown. */
export interface DeviceHints {
  /** Brand names and versions, full versions where given. */
  readonly brands?: readonly (readonly [brand: string, version: string])[];
  readonly platform?: string;
  readonly platformVersion?: string;
  readonly model?: string;
  readonly isMobile?: boolean;
  readonly maxTouchPoints?: number;
}

const MAX_LENGTH = 128;

/**
 * The hints of a message: `context.userAgentData` as the browser's script read it, else the `Sec-CH-UA*` request
 * headers; touch points from `context.device` or `context`.
 * @param headers by lower-case name.
 */
export function hintsOf(context: JsonObject, headers: Readonly<Record<string, string>>): DeviceHints {
  const data = context.userAgentData;
  const touch = objectOf(context, 'device').maxTouchPoints ?? context.maxTouchPoints;
  const hints = isObject(data) ? hintsOfData(data as JsonObject) : hintsOfHeaders(headers);
  return typeof touch === 'number' ? { ...hints, maxTouchPoints: touch } : hints;
}

function hintsOfData(data: JsonObject): DeviceHints {
  const text = (key: string) => {
    const value = data[key];
    return typeof value === 'string' && value && value.length <= MAX_LENGTH ? { [key]: value } : {};
  };
  const full = brandsOf(data.fullVersionList);
  const brands = full.length > 0 ? full : brandsOf(data.brands);
  return {
    ...(brands.length > 0 && { brands }),
    ...text('platform'),
    ...text('platformVersion'),
    ...text('model'),
    ...(typeof data.mobile === 'boolean' && { isMobile: data.mobile }),
  };
}

function hintsOfHeaders(headers: Readonly<Record<string, string>>): DeviceHints {
  if (Object.keys(headers).length === 0) return NO_HINTS;
  const data: Record<string, unknown> = {
    platform: unquote(headers['sec-ch-ua-platform']),
    platformVersion: unquote(headers['sec-ch-ua-platform-version']),
    model: unquote(headers['sec-ch-ua-model']),
    brands: readBrandList(headers['sec-ch-ua']),
    fullVersionList: readBrandList(headers['sec-ch-ua-full-version-list']),
  };
  const mobile = headers['sec-ch-ua-mobile'];
  if (mobile === '?0' || mobile === '?1') data.mobile = mobile === '?1';
  return hintsOfData(data as JsonObject);
}

/** What a browser says that sends no hints. */
export const NO_HINTS: DeviceHints = {};

function brandsOf(value: unknown): [string, string][] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, 10)
    .filter((entry) => isObject(entry) && isShortText(entry.brand) && isShortText(entry.version))
    .map(({ brand, version }) => [brand, version]);
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH;
}

// A structured header: `"Chromium";v="141", "Not)A;Brand";v="24"`.
function readBrandList(header: string | undefined): { brand: string; version: string }[] {
  const matches = (header ?? '').matchAll(/"((?:[^"\\]|\\.)*)"\s*;\s*v="?([\d.]+)"?/g);
  return [...matches].map(([, brand = '', version = '']) => ({ brand, version }));
}

function unquote(header: string | undefined): string | undefined {
  return header?.trim().replace(/^"(.*)"$/, '$1');
}
