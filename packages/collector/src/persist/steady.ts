/**
 * Keeps the plan of a query whatever is bound to it. Where a bound value could steer the plan (an ORDER BY, a join, a
 * partial index) this build of SQLite plans the statement anew at every execution, which costs up to ten times the
 * query itself; a value behind `likely()` cannot steer it.
 */
export function steady(sql: string): string {
  return sql.replace(/\?|@value\b/g, (parameter) => `likely(${parameter})`);
}
