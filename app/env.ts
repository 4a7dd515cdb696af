import 'server-only'

import { readFileSync } from 'node:fs'

/** What Next wrote when it built this app; a development server has built nothing. */
function readBuildId(): string {
  try {
    return readFileSync(`${process.env.VIGIE_DIST_DIR ?? '.next'}/BUILD_ID`, 'utf8').trim()
  } catch {
    return 'development'
  }
}

/** The web app's only reader of the environment at run time. Its build-time twin is next.config.js. */
export const env = {
  /** Where the event server answers HTTP. */
  apiUrl: process.env.VIGIE_API_URL ?? `http://127.0.0.1:${process.env.VIGIE_PORT ?? '4000'}`,
  buildId: readBuildId(),
  /** The origin people use; absent = this machine, or this network. */
  publicUrl: process.env.VIGIE_URL,
  development: process.env.NODE_ENV === 'development',
} as const
