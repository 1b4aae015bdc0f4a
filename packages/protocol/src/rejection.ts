/** Why a message was not accepted. */
export type RejectionCode =
  | 'invalid_identifier'
  | 'invalid_json'
  | 'invalid_message'
  | 'invalid_timestamp'
  | 'invalid_type'
  | 'missing_event'
  | 'missing_group_id'
  | 'missing_identifier'
  | 'too_complex'
  | 'too_large';

/** A refused message: what is wrong with it, and where. */
export interface Rejection {
  readonly code: RejectionCode;
  /** Where in the message, as `context.page.url`; empty for the message as a whole. */
  readonly path: string;
  /** A sentence for the sender, which says what to do. */
  readonly message: string;
}

/** Whether a result is a rejection. */
export function isRejection(result: unknown): result is Rejection {
  return typeof result === 'object' && result !== null && 'code' in result && 'path' in result && 'message' in result;
}
