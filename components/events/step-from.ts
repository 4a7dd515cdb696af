import { isAfter } from './event-lines.ts'

/**
 * The line after or before one, newest first; the first where none was chosen. From a line that the list has let go of it
 * goes to the nearest one that is there.
 */
export function stepFrom(keys: readonly string[], from: string | null, by: 1 | -1): string | undefined {
  if (from === null) return keys[0]
  const index = keys.indexOf(from)
  if (index >= 0) return keys[index + by]
  const older = keys.findIndex((key) => isAfter(from, key))
  if (by === 1) return older === -1 ? keys.at(-1) : keys[older]
  return older === -1 ? keys.at(-1) : keys[older - 1]
}
