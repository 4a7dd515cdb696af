import { expect, test } from 'vitest'
import type { RequestFailure } from './send-request.ts'
import { stillTrueOnceLive } from './send-request.ts'

test('once the line is back, that the server could not be asked is over, and what it has answered is not', () => {
  const wrong: RequestFailure = { reason: 'wrong', status: 409, errors: [], detail: 'closed' }
  for (const said of [wrong, { reason: 'forbidden' }, { reason: 'timeout' }] as const)
    expect(stillTrueOnceLive(said)).toBe(said)
  // A server that cannot be reached is answered for by the web app before it.
  for (const gone of [{ reason: 'offline' }, { reason: 'unavailable', status: 502 }] as const)
    expect(stillTrueOnceLive(gone)).toBeNull()
})
