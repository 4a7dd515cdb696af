/** As a sentence takes them: the names of a few migrations, the number of many. */
export function nameMigrations(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.length} migrations`
}
