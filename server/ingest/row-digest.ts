import { createHash } from 'node:crypto'
import { mayLoseDigits } from './exact-numbers.ts'

/**
 * Tells rows apart that share a place in their database's log. The same row has the same digest in whatever request it
 * comes: numbers are written with all their digits where a double would lose some, and as a double writes them where it
 * would not, since only a body that holds one of the former keeps the text of the latter.
 *
 * @param exact parsed JSON, with the digits of its numbers.
 */
export function digestOf(exact: unknown): string {
  const text = JSON.stringify(exact, (_name, value: unknown) =>
    JSON.isRawJSON(value) && !mayLoseDigits(`:${value.rawJSON}`) ? Number(value.rawJSON) : value,
  )
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
