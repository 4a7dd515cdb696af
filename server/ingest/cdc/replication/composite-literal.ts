/*
 * The texts that PostgreSQL writes for values made of values. Sources:
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 * https://www.postgresql.org/docs/current/rowtypes.html#ROWTYPES-IO-SYNTAX
 */

export interface ArrayForm<Element> {
  delimiter: string
  element: (text: string) => Element
}

/** An array of elements, or of arrays of them. */
export type NestedArray<Element> = (Element | null | NestedArray<Element>)[]

/** `{1,NULL,"a \"b\""}`, with bounds (`[0:2]=`) when they are unusual, which JSON does not have. @throws SyntaxError */
export function parseArrayLiteral<Element>(text: string, form: ArrayForm<Element>): NestedArray<Element> {
  const cursor = { text, at: text.startsWith('[') ? text.indexOf('=') + 1 : 0 }
  const array = readArray(cursor, form)
  if (cursor.at !== text.length) throw new SyntaxError('text follows the array')
  return array
}

interface Cursor {
  text: string
  at: number
}

function readArray<Element>(cursor: Cursor, form: ArrayForm<Element>): NestedArray<Element> {
  const array: NestedArray<Element> = []
  expect(cursor, '{')
  if (cursor.text[cursor.at] === '}') {
    cursor.at++
    return array
  }
  for (;;) {
    array.push(readElement(cursor, form))
    const next = cursor.text[cursor.at++]
    if (next === '}') return array
    if (next !== form.delimiter) throw new SyntaxError('an array has no end')
  }
}

function readElement<Element>(
  cursor: Cursor,
  { delimiter, element }: ArrayForm<Element>,
): NestedArray<Element> | Element | null {
  const first = cursor.text[cursor.at]
  if (first === '{') return readArray(cursor, { delimiter, element })
  if (first === '"') return element(readQuoted(cursor))
  const start = cursor.at
  while (cursor.at < cursor.text.length && !isEndOf(cursor.text.charAt(cursor.at), delimiter)) cursor.at++
  const word = cursor.text.slice(start, cursor.at)
  return word === 'NULL' ? null : element(word)
}

function isEndOf(char: string, delimiter: string): boolean {
  return char === delimiter || char === '}'
}

/** `(1,"a ""b""",,"")`: nothing at all is null. @throws SyntaxError */
export function parseRecordLiteral(text: string): (string | null)[] {
  const cursor = { text, at: 0 }
  const fields: (string | null)[] = []
  expect(cursor, '(')
  for (;;) {
    fields.push(readField(cursor))
    const next = text[cursor.at++]
    if (next === ')' && cursor.at === text.length) return fields
    if (next !== ',') throw new SyntaxError('a record has no end')
  }
}

function readField(cursor: Cursor): string | null {
  if (cursor.text[cursor.at] === '"') return readQuoted(cursor)
  const start = cursor.at
  while (cursor.at < cursor.text.length && !/[,)]/.test(cursor.text.charAt(cursor.at))) cursor.at++
  return cursor.at === start ? null : cursor.text.slice(start, cursor.at)
}

/** Within quotes a backslash takes the next character as it is; records double their quotes, too. */
const quoted = /"((?:[^"\\]|\\[^]|"")*)"/y
const escaped = /\\([^])|""/g

function readQuoted(cursor: Cursor): string {
  quoted.lastIndex = cursor.at
  const match = quoted.exec(cursor.text)
  if (match?.[1] === undefined) throw new SyntaxError('a quoted value has no end')
  cursor.at = quoted.lastIndex
  return match[1].replaceAll(escaped, (_whole, char: string | undefined) => char ?? '"')
}

function expect(cursor: Cursor, char: string): void {
  if (cursor.text[cursor.at++] !== char) throw new SyntaxError(`"${char}" is missing`)
}
