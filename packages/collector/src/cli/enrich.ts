import { createInterface } from 'node:readline';
import { isObject, type JsonObject } from '@kith/protocol';
import { truncateAddress } from '../collect/address.ts';
import { readConfig } from '../config.ts';
import { describeDevice } from '../enrich/device.ts';
import { hintsOf } from '../enrich/device-hints.ts';
import { type GeoLookup, loadGeo } from '../enrich/geo.ts';

const USAGE = `Usage: kith enrich [--geo SOURCE] < LINES

Reads JSON lines such as
  {"user_agent": "Mozilla/5.0 …", "hints": {"userAgentData": {…}, "headers": {"Sec-CH-UA": "…"}, "maxTouchPoints": 5}, "ip": "8.8.8.8"}
(every member optional) and prints for each what a message with it would be stored with.
`;

/** `kith enrich`: prints the attributes which the collector derives from User-Agents, hints and addresses. */
export async function enrichCommand(flags: readonly string[]): Promise<void> {
  if (flags.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const { geo } = readConfig(flags, process.env);
  let lookUp: GeoLookup | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const input = parse(line);
    if (input?.ip !== undefined) lookUp ??= await loadGeo(geo);
    process.stdout.write(`${JSON.stringify(input ? attributesOf(input, lookUp) : { error: 'not a JSON object' })}\n`);
  }
}

function attributesOf(input: Record<string, unknown>, lookUp: GeoLookup | undefined): object {
  const address = truncateAddress(input.ip);
  const place = (address !== null && lookUp?.(address)) || { country: null, region: null, city: null };
  const hints = isObject(input.hints) ? input.hints : {};
  const headers = Object.entries(isObject(hints.headers) ? hints.headers : {});
  const context = { userAgentData: hints.userAgentData, maxTouchPoints: hints.maxTouchPoints } as JsonObject;
  const { isBot, attributes } = describeDevice(
    typeof input.user_agent === 'string' ? input.user_agent : null,
    hintsOf(context, Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), String(value)]))),
  );
  return { ...attributes.device, ...attributes.os, ...attributes.browser, is_bot: isBot, ...place };
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
