import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/**
 * When the process with this number started, in the operating system's words; undefined when there is none. A
 * number alone may since have been given to another process; number and start together name one for good.
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined
  if (process.platform === 'linux') return linuxProcessStart(pid)
  const shown = await execFileAsync('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined)
  return shown?.stdout.trim() || undefined
}

/** True also for a process that we may not signal. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Field 22 of /proc/PID/stat, counted after the command's closing bracket: the command may hold spaces. */
async function linuxProcessStart(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie has ended; it only waits to be reaped.
  return fields[0] === 'Z' ? undefined : fields[19]
}

/** The command line of a process, words separated by spaces; empty when it cannot be read. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return raw.replaceAll('\0', ' ').trim()
  }
  const shown = await execFileAsync('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => undefined)
  return shown?.stdout.trim() ?? ''
}
