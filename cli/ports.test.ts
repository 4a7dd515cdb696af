import { expect, test } from 'vitest'
import { portsProblem } from './ports.ts'

const ports = { VIGIE_PORT: 4000, PORT: 3000 }

test('any free port is refused where others have to find the event server', () => {
  expect(portsProblem({ ...ports, VIGIE_PORT: 0 }, { withWeb: false })).toMatch(/^VIGIE_PORT=0.* 1 to 65535/)
})

test('one port for both servers is refused, naming both variables, and is no matter without the web app', () => {
  const same = { VIGIE_PORT: 3000, PORT: 3000 }
  expect(portsProblem(same, { withWeb: true })).toMatch(/VIGIE_PORT.* PORT.* both 3000.*VIGIE_PORT=3100/)
  expect(portsProblem(same, { withWeb: true, command: 'demo' })).toMatch(/VIGIE_PORT=3100 npm run demo$/)
  expect(portsProblem(same, { withWeb: false })).toBeUndefined()
})

test('two ports are fine', () => {
  expect(portsProblem(ports, { withWeb: true })).toBeUndefined()
})
