import 'server-only'

/** The web app's only reader of the environment at run time. Its build-time twin is next.config.js. */
export const env = {
  /** Where the event server answers HTTP. */
  apiUrl: process.env.VIGIE_API_URL ?? `http://127.0.0.1:${process.env.VIGIE_PORT ?? '4000'}`,
} as const
