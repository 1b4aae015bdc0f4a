/** A filter that cannot be understood: where, and what would be right there. */
export class FilterError extends Error {
  /** As `filter.all[1].over`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(`${path} ${message}`);
    this.name = 'FilterError';
    this.path = path;
  }
}
