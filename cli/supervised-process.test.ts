import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { OperatorError } from '#server/runtime/operator-error.ts'
import { SupervisedProcess } from './supervised-process.ts'

test('a program that cannot be started again is reported as lost, and stopping it still works', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-supervised-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const logPath = join(directory, 'program.log')
  const lost = Promise.withResolvers<OperatorError>()
  const program = new SupervisedProcess({
    name: 'program',
    args: ['--eval', 'setInterval(() => undefined, 60_000)'],
    cwd: directory,
    env: process.env,
    logPath,
    onTrouble: () => undefined,
    onLost: lost.resolve,
  })
  await program.start(new AbortController().signal)
  await rm(logPath)
  await mkdir(logPath)
  await program.restart()
  expect((await lost.promise).message).toMatch(/^The program ended and cannot be started again: EISDIR/)
  await program.stop()
})
