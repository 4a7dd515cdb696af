import { expect, test } from 'vitest'
import { describeOwnUser, requireNamedUser } from './operating-user.ts'

test('a user without a name is spoken of by its number, and may not make a database', () => {
  const unknown = () => {
    throw new Error('uv_os_get_passwd returned ENOENT')
  }
  expect(describeOwnUser(unknown)).toBe(`the user with number ${process.getuid?.()}`)
  expect(() => requireNamedUser(unknown)).toThrow(/the system does not know.*\/etc\/passwd.*DATABASE_URL/)
})

test('a user with a name is spoken of by it', () => {
  const known = () => ({ username: 'ines' })
  expect(describeOwnUser(known)).toBe('ines')
  expect(() => requireNamedUser(known)).not.toThrow()
})
