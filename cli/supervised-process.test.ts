import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
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

test('one that has ended by itself waits, but not once somebody asks for it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-supervised-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const [mended, runs] = [join(directory, 'mended'), join(directory, 'runs')]
  const hasEnded = Promise.withResolvers<string>()
  const program = new SupervisedProcess({
    name: 'program',
    args: [
      '--eval',
      `const fs = require('fs')
       if (!fs.existsSync(${JSON.stringify(mended)})) process.exit(1)
       fs.writeFileSync(${JSON.stringify(runs)}, '')
       setInterval(() => undefined, 60_000)`,
    ],
    cwd: directory,
    env: process.env,
    waitMs: () => 3_600_000,
    onTrouble: hasEnded.resolve,
    onLost: hasEnded.reject,
  })
  await program.start(new AbortController().signal)
  onTestFinished(() => program.stop())
  expect(await hasEnded.promise).toContain('exit code 1')
  await writeFile(mended, '')
  await program.restart()
  await expect.poll(() => existsSync(runs)).toBe(true)
})
