import { readJsonValue } from '../json-value.ts'
import type { ColumnType } from './column-type.ts'
import { parseArrayLiteral, parseRecordLiteral } from './composite-literal.ts'

/*
 * From the text of a value, as a session with the settings of connection.ts writes it, to what `row_to_json` makes of it,
 * so that a row is the same JSON whichever way it was captured. One thing is not: a type that was given a cast of its own
 * to json (hstore, PostGIS) is text here, since only the database can run that cast.
 */
export type ReadValue = (text: string) => unknown

/** Reads the values of one type. Never throws: no value may stop the stream. */
export function valueReader(type: ColumnType): ReadValue {
  switch (type.is) {
    case 'boolean':
      return (text) => text === 't'
    case 'number':
      return readNumber
    case 'date':
    case 'text':
      return (text) => text
    case 'timestamp':
      return readTimestamp
    case 'json':
      return readJsonValue
    case 'vector': {
      const element = valueReader(type.element)
      return (text) => (text === '' ? [] : text.split(' ').map(element))
    }
    case 'array': {
      const form = { delimiter: type.delimiter, element: valueReader(type.element) }
      return orText((text) => parseArrayLiteral(text, form))
    }
    case 'composite':
      return recordReader(type.attributes)
  }
}

/** Every digit is kept; NaN and the infinities, which JSON does not have, are text. */
function readNumber(text: string): unknown {
  if (!/\d$/.test(text)) return text
  const value = Number(text)
  return String(value) === text ? value : JSON.rawJSON(text)
}

/** As nearly all are: four digits of the year, an offset in hours or none. */
const usualTimestamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d)?$/
const isoTimestamp = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)?((?::\d\d)*)( BC)?$/

/** `2026-11-23 12:00:00.5+00` is `2026-11-23T12:00:00.5+00:00`; an infinity is itself. */
function readTimestamp(text: string): string {
  if (usualTimestamp.test(text)) {
    const sign = text.at(-3)
    return `${text.slice(0, 10)}T${text.slice(11)}${sign === '+' || sign === '-' ? ':00' : ''}`
  }
  const parts = isoTimestamp.exec(text)
  if (!parts) return text
  const [, date, time, hours = '', minutes = '', era = ''] = parts
  return `${date}T${time}${hours}${hours !== '' && minutes === '' ? ':00' : minutes}${era}`
}

function recordReader(attributes: readonly { name: string; type: ColumnType }[]): ReadValue {
  const readers = attributes.map(({ name, type }) => ({ name, read: valueReader(type) }))
  return orText((text) => {
    const fields = parseRecordLiteral(text)
    // The catalogue may know a later form of the type than the row was written in.
    if (fields.length !== readers.length) return text
    return Object.fromEntries(
      readers.map(({ name, read }, index) => {
        const field = fields[index] ?? null
        return [name, field === null ? null : read(field)]
      }),
    )
  })
}

/** A value of a form that its type no longer has is text. */
function orText(read: ReadValue): ReadValue {
  return (text) => {
    try {
      return read(text)
    } catch (error) {
      if (error instanceof SyntaxError) return text
      throw error
    }
  }
}
