import { expect, onTestFinished, test, vi } from 'vitest'
import { reportError } from './run.ts'

function saidOf(error: unknown): string {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => write.mockRestore())
  reportError(error)
  return write.mock.calls.map(([text]) => String(text)).join('')
}

test('without the generated database client it is said in one line how to have it', () => {
  const missing =
    "Cannot find module '/opt/vigie/server/db/generated/client.ts' imported from /opt/vigie/server/db/prisma.ts"
  const said = saidOf(Object.assign(new Error(missing), { code: 'ERR_MODULE_NOT_FOUND' }))
  expect(said).toMatch(/^vigie: .*npm ci, without --ignore-scripts.*\n$/)
  const other = saidOf(Object.assign(new Error("Cannot find module '/x.ts'"), { code: 'ERR_MODULE_NOT_FOUND' }))
  expect(other).toContain('at ')
})
