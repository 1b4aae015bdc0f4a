/** Nothing is known of what was asked about. The message says of what. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}
