import type { IdentifyOptions } from './identify.ts';
import type { MessageOptions, Properties } from './lib/send.ts';

/** What a site sends: the properties of each event by its name, and the traits of a person. */
export interface Schema {
  events: Record<string, Properties>;
  traits: Properties;
}

/**
 * `track` and `identify` narrowed to what a site sends, so that a misspelt event or property does not compile.
 *
 * @example
 * import * as kith from '@kith/browser';
 * type Shop = { events: { 'Plan Chosen': { plan: 'free' | 'pro' } }; traits: { email: string } };
 * export const { track, identify }: kith.Kith<Shop> = kith;
 */
export interface Kith<Site extends Schema> {
  track<Name extends keyof Site['events'] & string>(
    event: Name,
    properties: Site['events'][Name],
    options?: MessageOptions,
  ): void;
  identify(
    userId: string | number | null,
    traits?: { [Key in keyof Site['traits']]?: Site['traits'][Key] | null },
    options?: IdentifyOptions,
  ): void;
}
