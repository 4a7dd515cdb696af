/*
 * One pass over the bytes of a JSON text before anything is built of it: how deep it is nested, how many members it has, how
 * long its strings are, and whether a number in it may not survive as a double. Text that is no JSON gives an answer too, of
 * no meaning: JSON.parse refuses it afterwards.
 */
export interface JsonScan {
  isTooDeep: boolean
  /** The deepest level of nesting, as far as it was read. */
  deepest: number
  /** Members of all objects. */
  members: number
  /** Bytes of the longest string or name as it is written, with its quotes. */
  longestString: number
  /**
   * A number has sixteen digits or more, or an exponent: nothing shorter loses a digit as a double. What it merely suspects
   * costs a second parse, no more.
   */
  mayLoseDigits: boolean
}

const quote = 0x22
const backslash = 0x5c
/** Of brackets and braces alike, once bit 5 is set; of `e` and `E` too. */
const lowerCase = 0x20
const opening = 0x7b
const closing = 0x7d
const exponent = 0x65
const colon = 0x3a
const zero = 0x30
const space = 0x20
const longestSafe = 15

/** @param limit levels of nesting that are not too deep. */
export function scanJson(json: Uint8Array, limit: number): JsonScan {
  const { length } = json
  let depth = 0
  let deepest = 0
  let members = 0
  let longestString = 0
  let mayLoseDigits = false
  let index = 0
  // A byte that is there is a number; the one behind the end is undefined, which no comparison fits.
  while (index < length) {
    let byte = json[index++] as number
    if (byte === quote) {
      const start = index
      while (index < length && (byte = json[index++] as number) !== quote) if (byte === backslash) index++
      if (index - start >= longestString) longestString = index - start + 1
    } else if (isDigitOrPoint(byte)) {
      const start = index - 1
      while (isDigitOrPoint((byte = json[index] as number))) index++
      mayLoseDigits ||= index - start > longestSafe || (byte | lowerCase) === exponent
    } else if (byte === colon) members++
    else {
      byte |= lowerCase
      if (byte === closing) depth--
      else if (byte === opening && ++depth > deepest) {
        deepest = depth
        if (depth > limit) return { isTooDeep: true, deepest, members, longestString, mayLoseDigits }
      }
    }
  }
  return { isTooDeep: false, deepest, members, longestString, mayLoseDigits }
}

/** @returns a copy with a 0 in place of each value that is nested deeper than `limit` levels: it is still JSON if it was. */
export function cutDeeper(json: Buffer, limit: number): Buffer {
  const cut = Buffer.from(json)
  let depth = 0
  let start = 0
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] as number
    const bracket = byte | lowerCase
    if (byte === quote) {
      while (++index < json.length && json[index] !== quote) if (json[index] === backslash) index++
    } else if (bracket === opening) {
      if (++depth === limit + 1) start = index
    } else if (bracket === closing && depth-- === limit + 1) {
      cut.fill(space, start, index + 1)[start] = zero
    }
  }
  return depth > limit ? cut.fill(space, start) : cut
}

/** `.`, `/` (which no number holds) and the digits lie side by side. */
function isDigitOrPoint(byte: number): boolean {
  return byte > 0x2d && byte < 0x3a
}
