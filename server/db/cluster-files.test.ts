import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clusterFiles, prepareDataDirectory, readStalePid } from './cluster-files.ts'

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

/** A device that is always full; Linux has one. */
const full = '/dev/full'

test.skipIf(!existsSync(full))('a full disk is said to be full, and nothing is left on it', async () => {
  const directory = await newDirectory()
  await symlink(full, join(directory, `.writable-${process.pid}`))
  await expect(prepareDataDirectory(directory)).rejects.toThrow(/The disk that holds .* is full.*VIGIE_DATA_DIR/)
  expect(await readdir(directory)).toEqual([])
})

test('a number in postmaster.pid that is no PostgreSQL is known as stale, whoever has it now', async () => {
  const files = clusterFiles(await newDirectory())
  expect(await readStalePid(files)).toBeUndefined()
  await mkdir(files.cluster)
  await writeFile(join(files.cluster, 'postmaster.pid'), `${process.pid}\n${files.cluster}\n`)
  expect(await readStalePid(files)).toBe(process.pid)
})
