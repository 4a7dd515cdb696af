/*
 * JSON numbers may have more digits than a double: 64-bit ids are common in webhooks. What is stored keeps every digit as
 * it was written; what our own code reads of it is a double, as everywhere in JavaScript.
 * Source text in JSON.parse and JSON.rawJSON: https://github.com/tc39/proposal-json-parse-with-source
 */
declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/**
 * Where a value may stand, sixteen digits or more, or an exponent: nothing shorter loses a digit as a double. Text that
 * looks like it inside a string costs a second parse, no more; ids of hexadecimal digits do not look like it.
 */
const suspicious = /[[:,]\s*-?(?:[\d.]{16}|[\d.]+[eE])/

/** Cheap, and true for few bodies: whether some number in it may not survive as a double. */
export function mayLoseDigits(json: string): boolean {
  return suspicious.test(json)
}

/** @returns the value, a number that a double would write differently standing in it as its own text for JSON.stringify. */
export function parseExactly(json: string): unknown {
  const keepText = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
      ? JSON.rawJSON(context.source)
      : value
  return JSON.parse(json, keepText)
}
