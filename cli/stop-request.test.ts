import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { Interrupted, StopRequest } from './stop-request.ts'

const stuck = `
  const { StopRequest } = await import(${JSON.stringify(new URL('./stop-request.ts', import.meta.url).href)})
  new StopRequest()
  setInterval(() => undefined, 60_000)
  console.log('listening')
`

test('a second press ends a process that is stuck', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', stuck], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const impatience = setInterval(() => child.kill('SIGINT'), 100)
  const [code, signal] = await once(child, 'exit')
  clearInterval(impatience)
  expect({ code, signal }).toEqual({ code: 1, signal: null })
})

test('a stop ends the wait for work that hangs, and not work that is done', async () => {
  using stop = new StopRequest()
  expect(await stop.unlessStopped(Promise.resolve('done'))).toBe('done')
  const hanging = stop.unlessStopped(new Promise(() => undefined))
  stop.fail(new Error('lost'))
  await expect(hanging).rejects.toBeInstanceOf(Interrupted)
  await expect(stop.unlessStopped(new Promise(() => undefined))).rejects.toBeInstanceOf(Interrupted)
})

test('one that was disposed of listens no more', () => {
  const before = process.listenerCount('SIGHUP')
  {
    using _ = new StopRequest()
    expect(process.listenerCount('SIGHUP')).toBe(before + 1)
  }
  expect(process.listenerCount('SIGHUP')).toBe(before)
})
