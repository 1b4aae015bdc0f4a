import type { Visit } from '../../api/person-answers.ts';
import { Badge } from '../../ui/badge.tsx';

/** What went wrong for somebody in a session: clicks in rage, without effect, and into an error. */
export function Frustration({ visit, isShort = false }: { readonly visit: Visit; readonly isShort?: boolean }) {
  const marks = [
    ['rage', visit.rage_click_count],
    ['dead', visit.dead_click_count],
    ['error', visit.error_click_count],
  ] as const;
  const given = marks.filter(([, count]) => count > 0);
  if (given.length === 0) return isShort ? <span class="muted">–</span> : <>none</>;
  return (
    <span class="frustration">
      {given.map(([kind, count]) => (
        <Badge key={kind} tone="warn">
          {count} {kind}
          {!isShort && (count === 1 ? ' click' : ' clicks')}
        </Badge>
      ))}
    </span>
  );
}
