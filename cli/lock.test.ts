import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isTouched } from './lock-touch.ts'
import { acquireLock, readLock } from './lock.ts'
import { ownProcessSpace } from './process-space.ts'

const times = { everyMs: 10, watchMs: 120 }
const tellsNoSpace = (await ownProcessSpace()) === null

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vigie-test-lock-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** As a Vigie in another container has it. Its number is somebody else's here: our own. */
async function leaveForeignLock(directory: string): Promise<string> {
  const path = join(directory, 'vigie.lock')
  await writeFile(path, JSON.stringify({ pid: process.pid, start: '1', command: 'start', space: 'another container' }))
  return path
}

test.skipIf(tellsNoSpace)('a lock of another container that is still touched is refused', async () => {
  const directory = await newDirectory()
  const path = await leaveForeignLock(directory)
  const holder = setInterval(() => utimesSync(path, new Date(), new Date()), times.everyMs)
  onTestFinished(() => clearInterval(holder))
  const refused = acquireLock(directory, 'start', { times: { ...times, watchMs: 10_000 } })
  await expect(refused).rejects.toThrow(/^Another Vigie, in another container.* runs on .*; stop it first\./)
  expect(await readdir(directory)).toEqual(['vigie.lock'])
})

test.skipIf(tellsNoSpace)('one that nobody touches is taken over, and is then touched', async () => {
  const directory = await newDirectory()
  const path = await leaveForeignLock(directory)
  const said: string[] = []
  const lock = await acquireLock(directory, 'start', { times, onProgress: (line) => said.push(line) })
  expect(said).toHaveLength(1)
  expect(await readLock(directory)).toMatchObject({ pid: process.pid, space: await ownProcessSpace() })
  const { mtimeMs } = await stat(path)
  await expect.poll(async () => (await stat(path)).mtimeMs).toBeGreaterThan(mtimeMs)
  await lock.release()
  expect(await readdir(directory)).toEqual([])
})

test('one that an older Vigie left, which says nothing of where it was, is taken over at once', async () => {
  const directory = await newDirectory()
  await writeFile(join(directory, 'vigie.lock'), JSON.stringify({ pid: process.pid, start: '1', command: 'start' }))
  const lock = await acquireLock(directory, 'demo', { times: { ...times, watchMs: 3_600_000 } })
  onTestFinished(() => lock.release())
  expect(JSON.parse(await readFile(join(directory, 'vigie.lock'), 'utf8'))).toMatchObject({ command: 'demo' })
})

test('who was overtaken while it was paused touches its successor’s lock no more, writes nothing into it, and leaves it', async () => {
  const directory = await newDirectory()
  const lock = await acquireLock(directory, 'start', { times })
  const path = await leaveForeignLock(directory)
  const long = new Date(0)
  utimesSync(path, long, long)
  expect(await isTouched(path, times)).toBe(false)
  await lock.publish({ eventServerUrl: 'http://127.0.0.1:4000' })
  await lock.release()
  expect(await readdir(directory)).toEqual(['vigie.lock'])
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ space: 'another container' })
})

test('a lock that cannot be looked at for a moment is watched on', async () => {
  const path = join(await newDirectory(), 'vigie.lock')
  // Whose name leads back to itself fails as a disk does that does not answer, and not as one that has no such file.
  await symlink(path, path)
  const watched = isTouched(path, { ...times, watchMs: 3000 })
  const back = setTimeout(() => {
    rmSync(path)
    writeFileSync(path, '')
  }, 200)
  const holder = setInterval(() => utimesSync(path, new Date(), new Date()), 300)
  onTestFinished(() => {
    clearTimeout(back)
    clearInterval(holder)
  })
  expect(await watched).toBe(true)
})

test('one of a Vigie that runs here names it', async () => {
  const directory = await newDirectory()
  const lock = await acquireLock(directory, 'demo')
  onTestFinished(() => lock.release())
  await expect(acquireLock(directory, 'start')).rejects.toThrow(`(vigie demo, process ${process.pid})`)
})
