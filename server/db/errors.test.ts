import pg from 'pg'
import { expect, test } from 'vitest'
import { isCausedByData } from './errors.ts'

function sqlError(code: string, message = 'as PostgreSQL words it'): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code })
}

test.each(['22P05', '23505', '54000', '54001'])('%s says something of the data', (code) => {
  expect(isCausedByData(sqlError(code))).toBe(true)
})

test.each(['57P01', '53100', '42P01'])('%s says nothing of the data', (code) => {
  expect(isCausedByData(sqlError(code))).toBe(false)
})

test('a database that takes no more transactions until it is vacuumed says nothing of the data', () => {
  const message =
    'database is not accepting commands that assign new transaction IDs to avoid wraparound data loss in database "vigie"'
  expect(isCausedByData(sqlError('54000', message))).toBe(false)
})
