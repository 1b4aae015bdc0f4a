import { CONTENT_EVENTS, canonicalJson, formatTime } from '@kith/protocol';
import type { Event } from './event.ts';
import type { ContentAction, ContentState } from './facet.ts';
import { comparePositions, positionOf } from './order.ts';
import type { EngagementRow } from './rows.ts';
import { idText } from './survey.ts';

const ACTIONS: ReadonlyMap<string, ContentAction> = new Map([
  [CONTENT_EVENTS.shown, 'shown'],
  [CONTENT_EVENTS.clicked, 'clicked'],
  [CONTENT_EVENTS.completed, 'completed'],
  [CONTENT_EVENTS.dismissed, 'dismissed'],
]);

/**
 * What an event says of a person's engagement with a piece of content.
 * @returns undefined unless it is a track event with a reserved content name and a content_id.
 */
export function contentOf(event: Event): { readonly key: string; readonly state: ContentState } | undefined {
  const action = event.type === 'track' ? ACTIONS.get(event.name ?? '') : undefined;
  const contentId = idText(event.properties.content_id);
  if (!action || contentId === null) return undefined;
  const name = idText(event.properties.content_name);
  const position = positionOf(event);
  return {
    key: canonicalJson([idText(event.properties.content_type) ?? 'content', contentId]),
    state: {
      count: 1,
      first: event.t,
      last: { position, action, url: event.url },
      name: name === null ? null : { position, text: name },
    },
  };
}

/** Merges the engagement of two disjoint sets of events. */
export function mergeContents(a: ContentState, b: ContentState): ContentState {
  return {
    count: a.count + b.count,
    first: Math.min(a.first, b.first),
    last: comparePositions(a.last.position, b.last.position) >= 0 ? a.last : b.last,
    name: !b.name || (a.name && comparePositions(a.name.position, b.name.position) >= 0) ? a.name : b.name,
  };
}

/** The row of a person's engagement with a piece of content. */
export function engagementRow(profileId: string, key: string, state: ContentState): EngagementRow {
  const [contentType, contentId] = JSON.parse(key) as [string, string];
  return {
    profile_id: profileId,
    content_type: contentType,
    content_id: contentId,
    name: state.name?.text ?? null,
    first_at: formatTime(state.first),
    last_at: formatTime(state.last.position[0]),
    last_action: state.last.action,
    last_message_id: state.last.position[3],
    url: state.last.url,
    count: state.count,
  };
}
