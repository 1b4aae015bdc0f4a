import type { Attributes } from '@kith/fold';
import { isbot } from 'isbot';
import { UAParser } from 'ua-parser-js';
import type { DeviceHints } from './device-hints.ts';
import { memoised } from './memoised.ts';

/** What a User-Agent and its hints tell. A bot keeps its device: flags are no reason to drop anything. */
export interface Device {
  readonly isBot: boolean;
  readonly attributes: Pick<Attributes, 'browser' | 'device' | 'os'>;
}

const MAX_USER_AGENT_LENGTH = 512;

/** Describes the device behind a User-Agent and its hints; nothing is known without a User-Agent. */
export function describeDevice(userAgent: string | null, hints: DeviceHints): Device {
  if (!userAgent) return { isBot: false, attributes: {} };
  return described(JSON.stringify([userAgent.slice(0, MAX_USER_AGENT_LENGTH), hints]));
}

const described = memoised(2_000, (key): Device => {
  const [userAgent] = JSON.parse(key) as [string, DeviceHints];
  const { os, browser, device } = new UAParser(userAgent).getResult();
  return {
    isBot: isbot(userAgent),
    attributes: {
      ...(device.type && { device: { device_type: device.type } }),
      ...(os.name && { os: { os_name: os.name, os_version: os.version ?? null } }),
      ...(browser.name && { browser: { browser_name: browser.name, browser_version: browser.version ?? null } }),
    },
  };
});
