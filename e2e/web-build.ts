import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runCommand } from '../scripts/run-command.ts'

/** The web app in production mode, in a directory of its own so that no other build is disturbed. */
const distDirectory = '.next-e2e'
const builtFrom = [
  'app/**/*',
  'components/**/*',
  'contract/**/*',
  'messages/**/*',
  'public/**/*',
  '*.config.js',
  '*.json',
]
/** Remembers where the build leads to. */
const portFile = join(distDirectory, 'proxy-port')

export function webEnvironment(proxyPort: number): Record<string, string> {
  const apiUrl = `http://127.0.0.1:${proxyPort}`
  return { VIGIE_DIST_DIR: distDirectory, VIGIE_API_URL: apiUrl, NODE_ENV: 'production' }
}

function modifiedAt(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** @returns the port that the last build leads to, or undefined when there is none. */
export function builtForPort(): number | undefined {
  return modifiedAt(portFile) === 0 ? undefined : Number(readFileSync(join(root, portFile), 'utf8'))
}

function isBuilt(proxyPort: number): boolean {
  const builtAt = modifiedAt(portFile)
  return builtForPort() === proxyPort && globSync(builtFrom, { cwd: root }).every((path) => modifiedAt(path) < builtAt)
}

/** Builds it, unless the last build is of the same sources and leads to the same port. */
export async function buildWebApp(proxyPort: number): Promise<void> {
  if (isBuilt(proxyPort)) return
  const env = webEnvironment(proxyPort)
  const { ok, output } = await runCommand(['next', 'build'], { limitMs: 5 * 60_000, echo: false, env })
  if (!ok) throw new Error(`The web app could not be built:\n${output}`)
  writeFileSync(join(root, portFile), String(proxyPort))
}
