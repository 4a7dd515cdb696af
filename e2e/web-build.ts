import { globSync, statSync, writeFileSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
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
  'instrumentation.ts',
  'proxy.ts',
  '*.config.js',
  '*.json',
]
/** Its age is the build's. */
const doneFile = join(distDirectory, 'built')
/** Where the build leads to, which no copy of it does. */
const nowhere = 'http://127.0.0.1:9'

interface WebOptions {
  distDirectory: string
  /** Where everything goes that is not a page. */
  leadsTo: string
}

export function webEnvironment(options: WebOptions): Record<string, string> {
  return { VIGIE_DIST_DIR: options.distDirectory, VIGIE_API_URL: options.leadsTo, NODE_ENV: 'production' }
}

function modifiedAt(path: string): number {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function isBuilt(): boolean {
  const builtAt = modifiedAt(doneFile)
  return globSync(builtFrom, { cwd: root }).every((path) => modifiedAt(path) < builtAt)
}

/** Builds it, unless the last build is of the same sources. */
export async function buildWebApp(): Promise<void> {
  if (isBuilt()) return
  const env = webEnvironment({ distDirectory, leadsTo: nowhere })
  const { ok, output } = await runCommand(['next', 'build'], { limitMs: 20 * 60_000, echo: false, env })
  if (!ok) throw new Error(`The web app could not be built:\n${output}`)
  writeFileSync(join(root, doneFile), '')
}

/** Next writes its rewrites down when it builds, so a worker starts a copy of the build that leads to its own line. */
export async function copyBuild({ worker, leadsTo }: { worker: number; leadsTo: string }): Promise<string> {
  const copy = `${distDirectory}-${worker}`
  await rm(join(root, copy), { recursive: true, force: true })
  const filter = (path: string): boolean => path !== join(root, distDirectory, 'cache')
  await cp(join(root, distDirectory), join(root, copy), { recursive: true, filter })
  for (const name of ['routes-manifest.json', 'required-server-files.json']) {
    const path = join(root, copy, name)
    const text = await readFile(path, 'utf8')
    if (!text.includes(nowhere)) throw new Error(`${name} of the build does not say where it leads to`)
    await writeFile(path, text.replaceAll(nowhere, leadsTo))
  }
  return copy
}
