import type { DeviceClues } from './device.ts';
import { isDesktopIpad } from './device-os.ts';

const DESKTOP_SYSTEM =
  /^(?:Windows|macOS|Linux|Chrome OS|AIX|Amiga OS|BeOS|DragonFly|FreeBSD|GhostBSD|HP-UX|Haiku|Morph OS|NetBSD|OpenBSD|OpenVMS|OS\/2|PC-BSD|Plan9|RISC OS|SerenityOS|Solaris|Unix)$/;

const TELEVISION =
  /\b(?:Web0S|webOS\.TV|NetCast|HbbTV|Smart-?TV|SMART-TV|Smart TV|GoogleTV|Google TV|Android TV|AppleTV|Apple TV|BRAVIA|AFT[A-Z]\w*|CrKey|DTV|LG Browser|NETTV|NETRANGE|Opera TV|Roku|VIDAA|Viera)\b/i;

const GOGGLES = /\b(?:OculusBrowser|Quest [23]|visionOS|PicoBrowser)\b/;

/** desktop, mobile, tablet, smarttv, console, wearable, embedded or xr; null when nothing tells. */
export function deviceTypeOf(clues: DeviceClues, osName: string | null): string | null {
  const { userAgent, type, hints } = clues;
  if (isDesktopIpad(clues)) return 'tablet';
  if (GOGGLES.test(userAgent)) return 'xr';
  if (type !== 'console' && TELEVISION.test(userAgent)) return 'smarttv';
  if (osName === 'Android' && (type === undefined || type === 'mobile' || type === 'tablet')) {
    const isMobile = hints.isMobile ?? /\bMobile\b/.test(userAgent);
    return isMobile ? 'mobile' : 'tablet';
  }
  const isDesktopSystem = osName !== null && DESKTOP_SYSTEM.test(osName);
  // A language or a brand in the text of a desktop browser may look like a phone's.
  if (isDesktopSystem && type === 'mobile' && !/\b(?:Mobile|Phone|Mini|Tablet)\b/i.test(userAgent)) return 'desktop';
  return type ?? (isDesktopSystem ? 'desktop' : null);
}
