import { expect, test, vi } from 'vitest'
import { describeOwnUser, requireNamedUser } from './operating-user.ts'

const userInfo = vi.hoisted(() => vi.fn())
vi.mock(import('node:os'), async (original) => ({ ...(await original()), userInfo }))

test('a user without a name is spoken of by its number, and may not make a database', () => {
  userInfo.mockImplementation(() => {
    throw new Error('uv_os_get_passwd returned ENOENT')
  })
  expect(describeOwnUser()).toBe(`the user with number ${process.getuid?.()}`)
  expect(requireNamedUser).toThrow(/the system does not know.*\/etc\/passwd.*DATABASE_URL/)
})

test('a user with a name is spoken of by it', () => {
  userInfo.mockReturnValue({ username: 'ines' })
  expect(describeOwnUser()).toBe('ines')
  expect(requireNamedUser).not.toThrow()
})
