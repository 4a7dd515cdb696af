import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { commandEnvironment, root, runCommand } from '../scripts/run-command.ts'
import type { Program } from './program.ts'
import { startProgram } from './program.ts'
import { proxyUrl, webPort, webUrl } from './ports.ts'

const distDirectory = '.next-e2e'
const env = { VIGIE_DIST_DIR: distDirectory, VIGIE_API_URL: proxyUrl, NODE_ENV: 'production' }
const builtFrom = [
  'app/**/*',
  'components/**/*',
  'contract/**/*',
  'messages/**/*',
  'public/**/*',
  '*.config.js',
  '*.json',
  'e2e/ports.ts',
]

function modifiedAt(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function isBuilt(): boolean {
  const builtAt = modifiedAt(join(distDirectory, 'BUILD_ID'))
  return globSync(builtFrom, { cwd: root }).every((path) => modifiedAt(path) < builtAt)
}

/** Playwright's global set-up: the web app in production mode, in a directory of its own, built when its sources changed. */
export default async function buildWebApp(): Promise<void> {
  if (isBuilt()) return
  const { ok, output } = await runCommand(['next', 'build'], { limitMs: 5 * 60_000, echo: false, env })
  if (!ok) throw new Error(`The web app could not be built:\n${output}`)
}

export function startWebApp(): Promise<Program> {
  return startProgram({
    name: 'web app',
    command: ['next', 'start', '--hostname', '127.0.0.1', '--port', String(webPort)],
    env: commandEnvironment(env),
    // A page needs the event server, a file does not.
    readyUrl: `${webUrl}/robots.txt`,
    isReady: (response) => response.status < 500,
  })
}
