import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { packageDirectory } from '#server/db/schema-engine.ts'
import { OperatorError } from '#server/runtime/operator-error.ts'
import { lastLines, withLogFile } from './log-file.ts'

/*
 * The web app is built when it is started for the first time, and again when its sources changed. Next fixes the event
 * server's address into a build, so each address has a build directory of its own.
 */
const sources = ['app', 'components', 'contract', 'messages', 'public']
const configuration = [
  'next.config.js',
  'instrumentation.ts',
  'proxy.ts',
  'postcss.config.js',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const stampFile = 'vigie-build.json'
const defaultApiUrl = 'http://127.0.0.1:4000'

export const nextProgram = createRequire(import.meta.url).resolve('next/dist/bin/next')

export interface WebBuildOptions {
  apiUrl: string
  logPath: string
  signal: AbortSignal
  onProgress: (line: string) => void
}

/** What `next` is given besides the environment. */
export function webEnvironment(apiUrl: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    VIGIE_API_URL: apiUrl,
    VIGIE_DIST_DIR: distDirectory(apiUrl),
  }
}

function distDirectory(apiUrl: string): string {
  if (apiUrl === defaultApiUrl) return '.next'
  return `.next-${createHash('sha256').update(apiUrl).digest('hex').slice(0, 8)}`
}

/** Builds the web app unless its build fits. @throws {OperatorError} with the build's last words when it fails. */
export async function ensureWebBuild(options: WebBuildOptions): Promise<void> {
  const directory = join(packageDirectory, distDirectory(options.apiUrl))
  const stampPath = join(directory, stampFile)
  const stamp = await computeStamp(options.apiUrl)
  if ((await readFile(stampPath, 'utf8').catch(() => '')) === stamp) return
  options.onProgress('Building the web app, which takes a moment the first time')
  try {
    await mkdir(directory, { recursive: true })
    await rm(stampPath, { force: true })
  } catch (cause) {
    throw new OperatorError(
      `The web app cannot be built: ${directory} cannot be written. Give yourself write permission there.`,
      { cause },
    )
  }
  await build(options)
  await writeFile(stampPath, stamp)
}

async function build({ apiUrl, logPath, signal }: WebBuildOptions): Promise<void> {
  await rm(logPath, { force: true })
  const child = withLogFile(logPath, (log) =>
    spawn(process.execPath, [nextProgram, 'build'], {
      cwd: packageDirectory,
      env: webEnvironment(apiUrl),
      detached: true,
      stdio: ['ignore', log, log],
    }),
  )
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }
  signal.addEventListener('abort', stop, { once: true })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve).once('error', reject)
  })
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
  if (code === 0) return
  throw new OperatorError(
    `The web app could not be built; the whole output is in ${logPath}:\n${lastLines(logPath, 0, 25)}`,
  )
}

async function computeStamp(apiUrl: string): Promise<string> {
  const listed = await Promise.all(sources.map((source) => filesBelow(join(packageDirectory, source))))
  const paths = [...listed.flat(), ...configuration.map((file) => join(packageDirectory, file))].toSorted()
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(`\n${relative(packageDirectory, path)}\n`)
    hash.update(await readFile(path))
  }
  return JSON.stringify({ sources: hash.digest('hex'), apiUrl, node: process.version })
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}
