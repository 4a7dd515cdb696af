import { env } from '../env.ts'

export const dynamic = 'force-dynamic'

/** The build that answers now: a screen that has been up for weeks compares it with its own. */
export function GET(): Response {
  return Response.json({ buildId: env.buildId }, { headers: { 'cache-control': 'no-store' } })
}
