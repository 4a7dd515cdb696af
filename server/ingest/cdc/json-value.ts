import { maxDepth } from '#contract/api.ts'
import { parseExactly } from '../exact-numbers.ts'
import { scanJson } from '../json-scan.ts'
import { findUnstorable } from '../storable.ts'

/**
 * A json column's own value. What our log could not hold, or nothing could walk through, is the column's text instead:
 * U+0000, half a surrogate pair, or nested deeper than any event may be.
 */
export function readJsonValue(text: string): unknown {
  if (isDeep(text) && scanJson(Buffer.from(text), maxDepth).isTooDeep) return text
  const value = parseExactly(text)
  return text.includes('\\u') && findUnstorable(value, '') ? text : value
}

/** Whether it may be that `readJsonValue` would leave the text, or a part of it, as it is. */
export function mayStayText(json: string): boolean {
  return json.includes('\\u') || isDeep(json)
}

/** True for few texts: nothing can be nested deeper than it has brackets. */
function isDeep(json: string): boolean {
  if (json.length <= maxDepth) return false
  let brackets = 0
  for (const bracket of ['{', '[']) {
    for (let at = json.indexOf(bracket); at !== -1; at = json.indexOf(bracket, at + 1)) {
      if (++brackets > maxDepth) return true
    }
  }
  return false
}
