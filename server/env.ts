import * as z from 'zod'
import { OperatorError } from './runtime/operator-error.ts'

/** The only reader of process.env in the server. Every variable's line says what it is and what it is when absent. */
const serverEnvSchema = z.object({
  /** PostgreSQL connection string. The CLI sets it when it runs the embedded PostgreSQL. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' }),
  /** Where the event server listens. */
  VIGIE_HOST: z.string().min(1).default('127.0.0.1'),
  VIGIE_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  /** Seals the sources' secrets. The CLI generates one into the data directory when it is absent. */
  VIGIE_SECRET: z.string().min(16, 'must be at least 16 characters'),
  /** Public origin, such as https://vigie.example.com; phones and reverse proxies need it. */
  VIGIE_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** `1` while the demonstration company is sending. */
  VIGIE_DEMO: z.literal('1').optional(),
})

export type ServerEnv = z.infer<typeof serverEnvSchema>

/** @throws OperatorError naming every variable that is missing or wrong. */
export function readServerEnv(env: NodeJS.ProcessEnv = process.env): ServerEnv {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = serverEnvSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  throw new OperatorError(`the environment is not right: ${lines.join('; ')}`)
}
