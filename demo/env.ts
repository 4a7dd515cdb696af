import * as z from 'zod'
import { decodeSecret } from '#cli/replay/door.ts'
import type { DemoSourceSlug } from './sources.ts'
import { demoSources } from './sources.ts'

const secretSchema = z.string().transform((secret, context) => {
  const key = decodeSecret(secret)
  if (key) return key
  context.addIssue({ code: 'custom', message: 'must be whsec_ and 24 to 64 bytes in base64' })
  return z.NEVER
})

const slugs: readonly DemoSourceSlug[] = demoSources.map(({ slug }) => slug)

const envSchema = z.object({
  /** Origin of the event server. */
  VIGIE_DEMO_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** The secret of every source of demo/sources.ts: `{"web-tracker": "whsec_…", …}`. */
  VIGIE_DEMO_SOURCES: z
    .string()
    .transform((text, context) => {
      try {
        const value: unknown = JSON.parse(text)
        return value
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' })
        return z.NEVER
      }
    })
    .pipe(z.record(z.enum(slugs), secretSchema)),
  /** Connection string of the ERP's database, as its owner: the ERP's own application. */
  VIGIE_DEMO_ERP: z.url({
    protocol: /^postgres(ql)?$/,
    error: 'must be postgresql://user:password@host:port/database',
  }),
  /** 1 = 15 to 50 events a second. */
  VIGIE_DEMO_RATE: z.coerce.number().positive().max(1000).default(1),
})

export interface DemoEnv {
  url: string
  keys: Record<DemoSourceSlug, Buffer>
  erpUrl: string
  rate: number
}

/** @throws with what is wrong, never with a secret. */
export function readDemoEnv(env: Record<string, string | undefined>): DemoEnv {
  const parsed = envSchema.safeParse(env)
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const { VIGIE_DEMO_URL, VIGIE_DEMO_SOURCES, VIGIE_DEMO_ERP, VIGIE_DEMO_RATE } = parsed.data
  return { url: VIGIE_DEMO_URL, keys: VIGIE_DEMO_SOURCES, erpUrl: VIGIE_DEMO_ERP, rate: VIGIE_DEMO_RATE }
}
