import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { prepareDataDirectory } from './cluster-files.ts'

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-test-files-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o7777
}

test('a data directory that was there before keeps its mode', async () => {
  const directory = await newDirectory()
  await chmod(directory, 0o1777)
  await prepareDataDirectory(directory)
  expect(await modeOf(directory)).toBe(0o1777)
})

test('a data directory made here lets others through by name only, and stays so', async () => {
  const directory = join(await newDirectory(), 'below', 'vigie')
  await prepareDataDirectory(directory)
  await prepareDataDirectory(directory)
  expect(await modeOf(directory)).toBe(0o711)
})
