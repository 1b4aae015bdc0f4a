import type { Person } from '../api/answers.ts';
import { Badge } from './badge.tsx';

/** Whether somebody is anonymous, identified, or a customer. */
export function PersonType({ type }: Pick<Person, 'type'>) {
  return <Badge tone={type === 'customer' ? 'good' : type === 'identified' ? 'accent' : 'plain'}>{type}</Badge>;
}
