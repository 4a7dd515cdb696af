import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { appendCallers } from './append-caller.ts'

test("the web app appends its caller's address to what it hands on", async () => {
  appendCallers()
  const server = createServer((request, reply) => reply.end(request.headers['x-forwarded-for']))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`
  expect(await (await fetch(url)).text()).toBe('127.0.0.1')
  expect(await (await fetch(url, { headers: { 'x-forwarded-for': '9.9.9.9' } })).text()).toBe('9.9.9.9, 127.0.0.1')
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
