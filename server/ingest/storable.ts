import { maxDepth } from '#contract/api.ts'
import type { PointerError } from '#contract/problem.ts'
import { toPointer } from '../runtime/pointer.ts'

/**
 * Whether the bytes may hold what PostgreSQL's text cannot: U+0000 and surrogates without their other half. In valid
 * UTF-8 both are only ever written as `\u` escapes, so almost every body is cleared by one search.
 */
export function mayHoldUnstorable(json: Buffer): boolean {
  return json.includes('\\u')
}

/** @returns the first string or member name that no table could hold, or a nesting that is too deep, as an error at its pointer. */
export function findUnstorable(value: unknown, pointer: string): PointerError | undefined {
  if (isDeeperThan(value, maxDepth)) return { pointer, detail: `must not be nested deeper than ${maxDepth} levels` }
  return findBadText(value, pointer)
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((each) => isDeeperThan(each, levels - 1))
}

function findBadText(value: unknown, pointer: string): PointerError | undefined {
  if (typeof value === 'string') {
    return isStorable(value) ? undefined : { pointer, detail: 'must not contain U+0000 or half a surrogate pair' }
  }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = findBadText(name, pointer) ?? findBadText(member, toPointer([name], pointer))
    if (found) return found
  }
  return undefined
}

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed()
}
