import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLogDestination } from './log-destination.ts'
import { createLogger, whenWritten } from './logger.ts'

/** A device that is always full; Linux has one. */
const full = '/dev/full'
const isMissing = !existsSync(full)

test.skipIf(isMissing)('what a full disk does not take ends nothing, and is written when there is room', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-test-log-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [disk, roomy] = [openSync(full, 'w'), openSync(join(folder, 'log'), 'w')]
  onTestFinished(() => closeSync(disk))
  const destination = openLogDestination(disk, { retryMs: 10 })
  onTestFinished(() => destination.destroy())
  const logger = createLogger('info', destination)

  const refused = once(destination, 'error')
  logger.info('first')
  expect(await refused).toMatchObject([{ code: 'ENOSPC' }])
  logger.fatal('second')
  await whenWritten(logger)

  Reflect.set(destination, 'fd', roomy)
  await expect.poll(() => readFile(join(folder, 'log'), 'utf8')).toMatch(/"msg":"first"[^]*"msg":"second"/)
})

test.skipIf(isMissing)('what waits to be written is bounded', async () => {
  const disk = openSync(full, 'w')
  const destination = openLogDestination(disk)
  onTestFinished(() => destination.destroy())
  const dropped: string[] = []
  destination.on('drop', (line: string) => dropped.push(line))
  const logger = createLogger('info', destination)
  for (let index = 0; index < 3; index += 1) logger.info('x'.repeat(400_000))
  expect(dropped).toHaveLength(1)
})
