import { resolve } from 'node:path'
import * as z from 'zod'
import { OperatorError } from './runtime/operator-error.ts'

/** Everything the server and its commands take from the environment; the names are documented in the README. */
export interface Env {
  /** DATABASE_URL; absent = the embedded PostgreSQL. */
  databaseUrl: string | undefined
  /** VIGIE_DATA_DIR, absolute. */
  dataDirectory: string
  /** VIGIE_HOST: the address the servers listen on. */
  host: string
  /** VIGIE_PORT: of the event server. */
  port: number
  /** PORT: of the web app. */
  webPort: number
  /** VIGIE_URL: the origin people and phones use, without a slash at its end; null = this machine only. */
  publicUrl: string | null
  /** VIGIE_SECRET; absent = generated into the data directory, see runtime/secret-file.ts. */
  secret: string | undefined
  /** LOG_LEVEL */
  logLevel: string
  /** VIGIE_DEMO: a demonstration company sends the events. */
  demo: boolean
}

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number, 1 to 65535')
  .transform(Number)
  .refine((port) => port >= 1 && port <= 65_535, 'must be a port number, 1 to 65535')

const databaseUrlSchema = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''),
    'must look like postgresql://user:password@host:5432/database',
  )

const originSchema = z
  .string()
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'must look like https://vigie.example.com')
  .transform((text) => new URL(text))
  .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '', 'must be an origin, without a path')
  .transform((url) => url.origin)

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const schema = z.object({
  DATABASE_URL: databaseUrlSchema.optional(),
  VIGIE_DATA_DIR: z.string().default('.vigie'),
  VIGIE_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0')
    .default('127.0.0.1'),
  VIGIE_PORT: portSchema.default(4000),
  PORT: portSchema.default(3000),
  VIGIE_URL: originSchema.optional(),
  VIGIE_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters, such as from: openssl rand -base64 32')
    .optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  VIGIE_DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
})

/**
 * Reads the environment; an empty variable counts as absent, a relative data directory is taken from the working one.
 * @throws {OperatorError} naming every variable that cannot be used.
 */
export function readEnv(variables: Readonly<Record<string, string | undefined>> = process.env): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
    throw new OperatorError(`The environment cannot be used: ${problems.join('; ')}.`)
  }
  const values = parsed.data
  return {
    databaseUrl: values.DATABASE_URL,
    dataDirectory: resolve(values.VIGIE_DATA_DIR),
    host: values.VIGIE_HOST,
    port: values.VIGIE_PORT,
    webPort: values.PORT,
    publicUrl: values.VIGIE_URL ?? null,
    secret: values.VIGIE_SECRET,
    logLevel: values.LOG_LEVEL,
    demo: values.VIGIE_DEMO === '1',
  }
}

/** @throws {OperatorError} when a variable that this program cannot do without is absent. */
export function requireVariable<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined) return value
  throw new OperatorError(
    `The environment lacks ${name}. "npm start" sets it; set it yourself to run this program alone.`,
  )
}
