import { randomBytes } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrorCode } from './error-code.ts'
import { OperatorError } from './operator-error.ts'

/**
 * The installation's secret when VIGIE_SECRET is not set: made on first use in the existing data directory, mode 0600.
 * Two processes that ask at once get the same one.
 */
export async function readOrCreateSecret(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, 'secret')
  const found = await readSecret(dataDirectory)
  if (found !== undefined) return found
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    // Unlike a rename, a link never takes the place of one that another process has just made.
    await link(draft, path)
  } catch (error) {
    if (!isErrorCode(error, 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  const made = await readSecret(dataDirectory)
  if (made === undefined) throw new OperatorError(`${path} is empty. Put it back from a backup, or remove it.`)
  return made
}

/** @returns undefined where none was made yet. */
export async function readSecret(dataDirectory: string): Promise<string | undefined> {
  const path = join(dataDirectory, 'secret')
  try {
    return (await readFile(path, 'utf8')).trim() || undefined
  } catch (cause) {
    if (isErrorCode(cause, 'ENOENT')) return undefined
    throw new OperatorError(`${path} cannot be read. Start Vigie as the user that owns it, or set VIGIE_SECRET.`, {
      cause,
    })
  }
}
