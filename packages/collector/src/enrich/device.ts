import type { Attributes } from '@kith/fold';
import { isbot } from 'isbot';
import { UAParser } from 'ua-parser-js';
import { browserOf } from './device-browser.ts';
import { type DeviceHints, NO_HINTS } from './device-hints.ts';
import { osOf } from './device-os.ts';
import { deviceTypeOf } from './device-type.ts';
import { memoised } from './memoised.ts';

/** What a User-Agent and its hints tell. A bot keeps its device: flags are no reason to drop anything. */
export interface Device {
  readonly isBot: boolean;
  readonly attributes: Pick<Attributes, 'browser' | 'device' | 'os'>;
}

/** A name and version as ua-parser-js reads them off a User-Agent. */
export interface ParsedName {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
}

/** A User-Agent, what ua-parser-js makes of it, and the hints beside it. */
export interface DeviceClues {
  readonly userAgent: string;
  readonly os: ParsedName;
  readonly browser: ParsedName;
  readonly type: string | undefined;
  readonly hints: DeviceHints;
}

const MAX_USER_AGENT_LENGTH = 512;
const CACHED_DEVICES = 2_000;

/**
 * Describes the device behind a User-Agent and its hints; without a User-Agent nothing is known. ua-parser-js reads the
 * string; what browsers have frozen in it or say elsewhere is corrected. Versions are major ones.
 */
export function describeDevice(userAgent: string | null, hints: DeviceHints): Device {
  if (!userAgent) return { isBot: false, attributes: {} };
  const read = userAgent.slice(0, MAX_USER_AGENT_LENGTH);
  // JSON has no line break of its own.
  return hints === NO_HINTS ? describedPlain(read) : described(`${JSON.stringify(hints)}\n${read}`);
}

const describedPlain = memoised(CACHED_DEVICES, (userAgent) => describe(userAgent, NO_HINTS));

const described = memoised(CACHED_DEVICES, (key) => {
  const end = key.indexOf('\n');
  return describe(key.slice(end + 1), JSON.parse(key.slice(0, end)));
});

function describe(userAgent: string, hints: DeviceHints): Device {
  const { os: parsedOs, browser: parsedBrowser, device: parsedDevice } = new UAParser(userAgent).getResult();
  const clues = { userAgent, os: parsedOs, browser: parsedBrowser, type: parsedDevice.type, hints };
  const os = osOf(clues);
  const browser = browserOf(clues);
  const type = deviceTypeOf(clues, os?.os_name ?? null);
  return {
    isBot: isbot(userAgent),
    attributes: { ...(type && { device: { device_type: type } }), ...(os && { os }), ...(browser && { browser }) },
  };
}
