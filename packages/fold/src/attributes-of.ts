import type { Attributes, Campaign } from './event.ts';
import type { AttributeColumns } from './rows.ts';

/** The attributes that an event's columns hold: a group is there where one of its columns says something. */
export function attributesOf(columns: Omit<AttributeColumns, keyof Campaign>): Attributes {
  const { country, region, city, device_type, os_name, os_version } = columns;
  const { browser_name, browser_version, application, application_version, host } = columns;
  return {
    ...((country ?? region ?? city) !== null && { geo: { country, region, city } }),
    ...(device_type !== null && { device: { device_type } }),
    ...((os_name ?? os_version) !== null && { os: { os_name, os_version } }),
    ...((browser_name ?? browser_version) !== null && { browser: { browser_name, browser_version } }),
    ...(application !== null && { application: { application, application_version } }),
    ...(host !== null && { host: { host } }),
  };
}
