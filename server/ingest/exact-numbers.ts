import { scanJson } from './json-scan.ts'

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

/** True for few texts: whether some number in it may not survive as a double. */
export function mayLoseDigits(json: string): boolean {
  return scanJson(Buffer.from(json), Infinity).mayLoseDigits
}

/** @returns the value, a number that a double would write differently standing in it as its own text for JSON.stringify. */
export function parseExactly(json: string): unknown {
  const keepText = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined && context.source !== String(value)
      ? JSON.rawJSON(context.source)
      : value
  return JSON.parse(json, keepText)
}
