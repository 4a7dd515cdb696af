import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { hasCluster, requireOwnCluster } from './cluster-create.ts'
import { clusterFiles } from './cluster-files.ts'

async function newFiles() {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-test-create-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return clusterFiles(directory)
}

test('a cluster of another user than PostgreSQL would run as is refused with what to do', async () => {
  const files = await newFiles()
  await mkdir(files.cluster)
  const { uid, gid } = await stat(files.cluster)
  await expect(requireOwnCluster(files, { owner: { uid, gid }, prefix: [] })).resolves.toBeUndefined()
  const other = { owner: { uid: uid + 1, gid }, prefix: [] }
  await expect(requireOwnCluster(files, other)).rejects.toThrow(/belongs to the user with number .*VIGIE_DATA_DIR/)
})

test('where there is nothing there is no cluster', async () => {
  expect(await hasCluster(await newFiles())).toBe(false)
})
