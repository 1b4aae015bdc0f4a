import type { Attributes } from '@kith/fold';
import type { DeviceClues } from './device.ts';

type Os = NonNullable<Attributes['os']>;

const NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Android-x86': 'Android',
    'Chromium OS': 'Chrome OS',
    KAIOS: 'KaiOS',
    'Mac OS': 'macOS',
    NETTV: 'Linux',
    NETRANGE: 'Linux',
  }),
);

const LINUX_DISTRIBUTION =
  /^(?:arch|centos|debian|deepin|elementary os|fedora|gentoo|gnu|kubuntu|linpus|linspire|mageia|mandriva|manjaro|mint|pclinuxos|raspbian|red ?hat|sabayon|slackware|suse|ubuntu|vectorlinux|xubuntu|zenwalk)/i;

/** Platforms of Client Hints under the names stored. */
const PLATFORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Android: 'Android',
    'Chrome OS': 'Chrome OS',
    'Chromium OS': 'Chrome OS',
    Linux: 'Linux',
    macOS: 'macOS',
    Windows: 'Windows',
  }),
);

/** Versions of Windows before 10, by the minor version that hints give. */
const EARLY_WINDOWS: ReadonlyMap<string, string> = new Map(Object.entries({ 1: '7', 2: '8', 3: '8.1' }));

/** Name and major version of the operating system. What the User-Agent has frozen is no version: null, unless hints know. */
export function osOf(clues: DeviceClues): Os | null {
  const { userAgent, os, hints } = clues;
  if (isDesktopIpad(clues)) return { os_name: 'iOS', os_version: safariVersion(userAgent) };
  const name = PLATFORMS.get(hints.platform ?? '') ?? nameOf(userAgent, os.name);
  if (name === null) return null;
  const hinted = hints.platform === undefined ? null : hintedVersion(name, hints.platformVersion ?? '');
  return { os_name: name, os_version: hinted ?? parsedVersion(name, userAgent, os.version ?? '') };
}

/** Whether a Mac is really an iPad, whose Safari asks for desktop sites: no Mac has a touch screen. */
export function isDesktopIpad({ os, hints }: DeviceClues): boolean {
  return os.name === 'Mac OS' && (hints.maxTouchPoints ?? 0) > 1;
}

function nameOf(userAgent: string, parsed: string | undefined): string | null {
  // UC Browser abbreviates it, old phones write it with a slash.
  if ((!parsed || parsed === 'Linux') && /\b(?:Adr|Android)[ /-]?\d/.test(userAgent)) return 'Android';
  if (!parsed) return null;
  return NAMES.get(parsed) ?? (LINUX_DISTRIBUTION.test(parsed) ? 'Linux' : parsed);
}

function hintedVersion(name: string, version: string): string | null {
  const [major = '', minor = ''] = version.split('.');
  if (!/^\d+$/.test(major)) return null;
  // https://learn.microsoft.com/en-us/microsoft-edge/web-platform/how-to-detect-win11
  if (name === 'Windows') {
    if (Number(major) >= 13) return '11';
    return major === '0' ? (EARLY_WINDOWS.get(minor) ?? null) : '10';
  }
  return majorVersion(name, version);
}

function parsedVersion(name: string, userAgent: string, version: string): string | null {
  if (name === 'Windows') return version === '10' ? null : version || null;
  if (name === 'macOS' && /^10[._]15/.test(version)) return null;
  if (name === 'Android' && /Android 10; K\)/.test(userAgent)) return null;
  if (name === 'Linux') return null;
  if (name === 'Android' && !version) return /\b(?:Adr|Android)[ /-]?(\d+)/.exec(userAgent)?.[1] ?? null;
  // Safari 26 froze the system's version at 18; its own has equalled the system's ever since.
  if (name === 'iOS' && /^18[._][67]/.test(version) && Number(safariVersion(userAgent)) >= 26) {
    return safariVersion(userAgent);
  }
  return majorVersion(name, version);
}

// Up to 10.15 the second number of macOS was the one that counted.
function majorVersion(name: string, version: string): string | null {
  const [major, minor] = version.split(/[._]/);
  if (name === 'macOS' && major === '10' && minor) return `10.${minor}`;
  return major && /^\d/.test(major) ? major : null;
}

function safariVersion(userAgent: string): string | null {
  return /\bVersion\/(\d+)/.exec(userAgent)?.[1] ?? null;
}
