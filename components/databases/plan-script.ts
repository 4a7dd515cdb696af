/** Statements as a script that psql runs: each ends with a semicolon, once. */
export function scriptOf(statements: readonly string[]): string {
  return statements.map((sql) => `${sql.trim().replace(/;+$/, '')};`).join('\n\n')
}
