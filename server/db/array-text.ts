/*
 * Arrays as PostgreSQL reads them, for parameters of statements that take thousands of values: made several times as fast as
 * the driver makes them of a JavaScript array. `null` and `undefined` become `null`.
 */

/** Of text. No text may hold a zero byte, as everywhere in PostgreSQL. */
export function quotedArray(values: readonly unknown[]): string {
  return `{${values.map(quotedText).join(',')}}`
}

/** Of numbers, truth values, uuids: of what holds no comma, quote, brace, backslash or space. */
export function unquotedArray(values: readonly unknown[]): string {
  return `{${values.map(unquotedText).join(',')}}`
}

function quotedText(value: unknown): string {
  if (value == null) return 'null'
  const text = unquotedText(value)
  return /["\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`
}

function unquotedText(value: unknown): string {
  if (value == null) return 'null'
  if (['number', 'bigint', 'boolean', 'string'].includes(typeof value)) return `${value as number | string}` // just proved
  throw new Error(`${typeof value} is no value of a column`)
}
