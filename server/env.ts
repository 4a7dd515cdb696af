import { resolve } from 'node:path'
import * as z from 'zod'
import { allRoles } from '#contract/role-names.ts'
import { OperatorError } from './runtime/operator-error.ts'
import { isNetwork } from './runtime/trusted-proxies.ts'

const sslModes = ['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca', 'verify-full']

function isSslMode(mode: string): boolean {
  return sslModes.includes(mode)
}

/**
 * pg reads `sslmode` otherwise than libpq, and warns of that at length, unless it is told to read it as libpq does; then it refuses
 * `verify-ca` without `sslrootcert`.
 */
function meanAsLibpq(text: string): string {
  const url = URL.parse(text)
  const mode = url?.searchParams.get('sslmode')
  if (!url || mode == null) return text
  const hasRoot = url.searchParams.has('sslrootcert')
  if (mode === 'allow') url.searchParams.set('sslmode', 'disable')
  else if (mode === 'verify-ca' && !hasRoot) url.searchParams.set('sslmode', 'verify-full')
  else if (mode === 'prefer' || mode === 'require' || mode === 'verify-ca')
    url.searchParams.set('uselibpqcompat', 'true')
  else return text
  return url.href
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
  .refine(
    (text) => isSslMode(URL.parse(text)?.searchParams.get('sslmode') ?? 'disable'),
    `must have as its sslmode, if any, one of ${sslModes.join(', ')}`,
  )
  .transform(meanAsLibpq)

const originSchema = z
  .string()
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'must look like https://vigie.example.com')
  .transform((text) => new URL(text))
  .refine((url) => url.username === '' && url.password === '', 'must be an origin, without a user and a password')
  .refine((url) => url.pathname === '/' && url.search === '' && url.hash === '', 'must be an origin, without a path')
  .transform((url) => url.origin)

export const hostSchema = z
  .string()
  .regex(/^[\w.:-]+$/, 'must be an address to listen on, such as 127.0.0.1 or 0.0.0.0')

/** `host:port`, separated by commas. */
function hostsSchema(example: string) {
  return z
    .string()
    .transform((text) => text.split(',').map((host) => host.trim()))
    .refine(
      (hosts) => hosts.every((host) => portSchema.safeParse(/^[\w.-]+:(\d+)$/.exec(host)?.[1]).success),
      `must look like ${example}`,
    )
    .default([])
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

function isIssuer(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname))
}

/** Nobody administers by having come: administrators are made by others. */
const comingRoles = allRoles.filter((role) => role !== 'admin')
const comingRolesSchema = z.array(z.enum(comingRoles))

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Everything the server and its commands take from the environment. An empty variable counts as absent. */
const envSchema = z.object({
  /** Absent = the embedded PostgreSQL. */
  DATABASE_URL: databaseUrlSchema.optional(),
  /** A relative one is taken from the working directory. */
  VIGIE_DATA_DIR: z
    .string()
    .default('.vigie')
    .transform((path) => resolve(path)),
  /** The address the servers listen on. */
  VIGIE_HOST: hostSchema.default('127.0.0.1'),
  /** Of the event server; 0 = any that is free, for the event server alone: `start` refuses it. */
  VIGIE_PORT: z
    .union([z.literal('0').transform(Number), portSchema], 'must be a port number, 0 to 65535')
    .default(4000),
  /** Of the web app. */
  PORT: portSchema.default(3000),
  /** The origin people and phones use, without a slash at its end; absent = this machine only. */
  VIGIE_URL: originSchema.optional(),
  /** Alerts are told by e-mail through it; absent = nobody is told. */
  VIGIE_SMTP_URL: z
    .string()
    .refine(
      (text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? '') && URL.parse(text)?.hostname !== '',
      'must look like smtp://user:password@mail.example.com:587',
    )
    .optional(),
  /** Who those messages are from. */
  VIGIE_MAIL_FROM: z.email('must be an e-mail address').default('vigie@localhost.localdomain'),
  /** Push services of one's own network, which may have a private address and no TLS. */
  VIGIE_PUSH_HOSTS: hostsSchema('push.example.lan:8080'),
  /** Servers of one's own network that have calendars, which may have a private address and no TLS. */
  VIGIE_FEED_HOSTS: hostsSchema('calendar.example.lan:8443'),
  /** Whose `X-Forwarded-For` is believed, beside proxies on this machine. */
  VIGIE_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((network) => network.trim()))
    .refine((networks) => networks.every(isNetwork), 'must look like 172.18.0.5,10.1.0.0/24')
    .default([]),
  /** Absent = generated into the data directory (runtime/secret-file.ts). */
  VIGIE_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters, such as from: openssl rand -base64 32')
    .optional(),
  /** Former ones, after a change: what was sealed with them is sealed anew at the start. */
  VIGIE_SECRET_PREVIOUS: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => secret.length >= 32), 'must be secrets of at least 32 characters')
    .default([]),
  /** As the provider calls itself; its settings are read from there. */
  VIGIE_OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'must look like https://login.example.com/realms/shop; without TLS on this machine only')
    .optional(),
  /** What the provider knows Vigie by. */
  VIGIE_OIDC_CLIENT_ID: z.string().max(400, 'must have at most 400 characters').optional(),
  VIGIE_OIDC_CLIENT_SECRET: z.string().max(1000, 'must have at most 1000 characters').optional(),
  /** What people call the provider; absent = the name of its host. */
  VIGIE_OIDC_LABEL: z
    .string()
    .trim()
    .min(1, 'must say something')
    .max(40, 'must have at most 40 characters')
    .optional(),
  /** What people are who come without an invitation; none = they are refused. */
  VIGIE_OIDC_ROLES: z
    .string()
    .transform((text) => text.split(',').map((role) => role.trim()))
    .refine((roles) => comingRolesSchema.safeParse(roles).success, `must be some of ${comingRoles.join(', ')}`)
    .transform((roles) => comingRolesSchema.parse(roles))
    .default([]),
  /** For commands that are given a source's secret: unlike an option it does not stand in the list of processes. */
  VIGIE_SOURCE_SECRET: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  /** 1 = a demonstration company sends the events. */
  VIGIE_DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
  /** How busy that company is, which reads it for itself. */
  VIGIE_DEMO_RATE: z
    .string()
    .transform(Number)
    .refine((rate) => rate > 0 && rate <= 1000, 'must be a number above 0, up to 1000, such as 5')
    .default(1),
})
export type Env = z.infer<typeof envSchema>

const missing = 'is not set; "npm start" sets it, to run the event server alone set it yourself'
const serverEnvSchema = envSchema.extend({
  DATABASE_URL: z.string(missing).pipe(databaseUrlSchema),
  VIGIE_SECRET: z.string(missing).pipe(envSchema.shape.VIGIE_SECRET.unwrap()),
})
export type ServerEnv = z.infer<typeof serverEnvSchema>

type Variables = Readonly<Record<string, string | undefined>>

/** @throws {OperatorError} naming every variable that cannot be used, never its value. */
export function readEnv(variables: Variables = process.env): Env {
  return parse(envSchema, variables)
}

/** As `readEnv`, for the event server, which needs DATABASE_URL and VIGIE_SECRET. */
export function readServerEnv(variables: Variables = process.env): ServerEnv {
  return parse(serverEnvSchema, variables)
}

function parse<Schema extends z.ZodType<Env>>(schema: Schema, variables: Variables): z.infer<Schema> {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(given)
  const problems = parsed.success
    ? missingForSingleSignOn(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`)
  if (parsed.success && problems.length === 0) return parsed.data
  throw new OperatorError(`The environment cannot be used: ${problems.join('; ')}.`)
}

/** What single sign-on lacks, of which something is set. */
function missingForSingleSignOn(env: Env): string[] {
  const isAsked = Object.entries(env).some(([name, value]) => name.startsWith('VIGIE_OIDC_') && String(value) !== '')
  if (!isAsked) return []
  const needed = ['VIGIE_OIDC_ISSUER', 'VIGIE_OIDC_CLIENT_ID', 'VIGIE_OIDC_CLIENT_SECRET', 'VIGIE_URL'] as const
  return needed
    .filter((name) => env[name] === undefined)
    .map((name) => `${name} is not set; single sign-on needs ${needed.join(', ')}`)
}

/** @returns null where nobody signs in with a provider. */
export function singleSignOnOf(env: Env) {
  const { VIGIE_OIDC_ISSUER: issuer, VIGIE_OIDC_CLIENT_ID: clientId, VIGIE_URL: publicUrl } = env
  const clientSecret = env.VIGIE_OIDC_CLIENT_SECRET
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || publicUrl === undefined)
    return null
  const label = env.VIGIE_OIDC_LABEL ?? new URL(issuer).hostname
  return { issuer, clientId, clientSecret, label, roles: env.VIGIE_OIDC_ROLES, publicUrl }
}
